// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <optional>

class QJSEngine;
class QQmlEngine;

namespace fabric::model {

/// How the console looks on this desktop: colour scheme (the system's, or the user's own choice over it), reduced motion
/// and font scale.
///
/// Qt 6.4 does not know the system's scheme. It is read from the desktop portal (org.freedesktop.portal.Settings, key
/// org.freedesktop.appearance color-scheme: 1 dark, 2 light; contrast: 1 high), which also tells of changes. Without a
/// portal the system counts as dark. One object per process; lives on the GUI thread.
class Appearance : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(Scheme scheme READ scheme NOTIFY schemeChanged)
    Q_PROPERTY(Choice choice READ choice WRITE setChoice NOTIFY choiceChanged)
    Q_PROPERTY(bool reducedMotion READ isReducedMotion WRITE setReducedMotion NOTIFY reducedMotionChanged)
    Q_PROPERTY(double fontScale READ fontScale WRITE setFontScale NOTIFY fontScaleChanged)

public:
    enum Scheme { Dark, Light, HighContrast };
    Q_ENUM(Scheme)
    enum Choice { FollowSystem, AlwaysLight, AlwaysDark, AlwaysHighContrast };
    Q_ENUM(Choice)

    /// No default argument: QML would make its own object of a type that it can construct, and not ask create().
    explicit Appearance(QObject* parent);

    /// The object that QML gets; made on first use.
    static Appearance* instance();
    static Appearance* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] Scheme scheme() const;
    [[nodiscard]] Choice choice() const { return m_choice; }
    void setChoice(Choice choice);
    [[nodiscard]] bool isReducedMotion() const { return m_isReducedMotion; }
    void setReducedMotion(bool isReduced);
    [[nodiscard]] double fontScale() const { return m_fontScale; }
    /// Clamped to 1 .. 2 (CONSOLE.md: "font scale to 200 %").
    void setFontScale(double scale);

    /// Takes the user's choices from the settings file and keeps later ones there. @p choice overrides the remembered
    /// one for this run.
    void useSettings(std::optional<Choice> choice);
    /// Asks the portal and follows it. Never blocks; without a session bus nothing happens.
    void followSystem();

Q_SIGNALS:
    void schemeChanged();
    void choiceChanged();
    void reducedMotionChanged();
    void fontScaleChanged();

public Q_SLOTS:
    /// A setting of the portal, as it announces it. Unknown ones are ignored.
    void onPortalSetting(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void askPortal(const QString& key);

    Choice m_choice = FollowSystem;
    Scheme m_systemScheme = Dark;
    bool m_systemWantsContrast = false;
    bool m_isReducedMotion = false;
    double m_fontScale = 1.0;
};

} // namespace fabric::model
