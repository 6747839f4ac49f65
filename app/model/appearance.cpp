// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/appearance.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QJSEngine>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace fabric::model {
namespace {

const QString kPortalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kPortalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearanceGroup = QStringLiteral("org.freedesktop.appearance");
const QString kColorScheme = QStringLiteral("color-scheme");
const QString kContrast = QStringLiteral("contrast");

/// Read() of portal version 1 wraps the value in one more variant than ReadOne() and the signal do.
QVariant unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

Appearance::Appearance(QObject* parent)
    : QObject(parent)
{
}

Appearance* Appearance::instance()
{
    static Appearance appearance(nullptr);
    return &appearance;
}

Appearance* Appearance::create(QQmlEngine*, QJSEngine*)
{
    QJSEngine::setObjectOwnership(instance(), QJSEngine::CppOwnership);
    return instance();
}

Appearance::Scheme Appearance::scheme() const
{
    switch (m_choice) {
    case AlwaysLight: return Light;
    case AlwaysDark: return Dark;
    case AlwaysHighContrast: return HighContrast;
    case FollowSystem: break;
    }
    return m_systemWantsContrast ? HighContrast : m_systemScheme;
}

void Appearance::setChoice(Choice choice)
{
    if (m_choice == choice)
        return;
    const Scheme before = scheme();
    m_choice = choice;
    Q_EMIT choiceChanged();
    if (scheme() != before)
        Q_EMIT schemeChanged();
}

void Appearance::setReducedMotion(bool isReduced)
{
    if (m_isReducedMotion == isReduced)
        return;
    m_isReducedMotion = isReduced;
    Q_EMIT reducedMotionChanged();
}

void Appearance::setFontScale(double scale)
{
    const double clamped = std::clamp(scale, 1.0, 2.0);
    if (qFuzzyCompare(m_fontScale, clamped))
        return;
    m_fontScale = clamped;
    Q_EMIT fontScaleChanged();
}

void Appearance::useSettings(std::optional<Choice> choice)
{
    const QString path = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QLatin1String("/fabric/console.ini");
    auto* settings = new QSettings(path, QSettings::IniFormat, this);
    const int remembered = settings->value(QStringLiteral("theme"), 0).toInt();
    setChoice(choice.value_or(static_cast<Choice>(std::clamp(remembered, 0, 3))));
    setReducedMotion(settings->value(QStringLiteral("reducedMotion"), false).toBool());
    setFontScale(settings->value(QStringLiteral("fontScale"), 1.0).toDouble());
    connect(this, &Appearance::choiceChanged, settings,
            [this, settings] { settings->setValue(QStringLiteral("theme"), static_cast<int>(m_choice)); });
    connect(this, &Appearance::reducedMotionChanged, settings,
            [this, settings] { settings->setValue(QStringLiteral("reducedMotion"), m_isReducedMotion); });
    connect(this, &Appearance::fontScaleChanged, settings,
            [this, settings] { settings->setValue(QStringLiteral("fontScale"), m_fontScale); });
}

void Appearance::followSystem()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kPortalService, kPortalPath, kPortalInterface, QStringLiteral("SettingChanged"), this,
                SLOT(onPortalSetting(QString, QString, QDBusVariant)));
    askPortal(kColorScheme);
    askPortal(kContrast);
}

void Appearance::askPortal(const QString& key)
{
    QDBusMessage call
        = QDBusMessage::createMethodCall(kPortalService, kPortalPath, kPortalInterface, QStringLiteral("Read"));
    call << kAppearanceGroup << key;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher* finished) {
        finished->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *finished;
        if (reply.isValid())
            onPortalSetting(kAppearanceGroup, key, reply.value());
    });
}

void Appearance::onPortalSetting(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group != kAppearanceGroup)
        return;
    const Scheme before = scheme();
    const uint number = unwrapped(value.variant()).toUInt();
    if (key == kColorScheme)
        m_systemScheme = number == 2 ? Light : Dark;
    else if (key == kContrast)
        m_systemWantsContrast = number == 1;
    if (scheme() != before)
        Q_EMIT schemeChanged();
}

} // namespace fabric::model
