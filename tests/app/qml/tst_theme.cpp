// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/options.h"
#include "app/model/appearance.h"

#include <QColor>
#include <QDBusVariant>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <memory>

using fabric::model::Appearance;

namespace {

/// WCAG 2.1, "relative luminance" and "contrast ratio".
double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

const QStringList kInks{QStringLiteral("text"),        QStringLiteral("text2"),      QStringLiteral("text3"),
                        QStringLiteral("accent"),      QStringLiteral("ok"),         QStringLiteral("warn"),
                        QStringLiteral("bad"),         QStringLiteral("pending"),    QStringLiteral("kindChannel"),
                        QStringLiteral("kindAgent"),   QStringLiteral("kindModel"),  QStringLiteral("kindTool"),
                        QStringLiteral("kindTrigger"), QStringLiteral("kindGateway")};
const QStringList kSurfaces{QStringLiteral("bg"),     QStringLiteral("canvas"), QStringLiteral("surface"),
                            QStringLiteral("raised"), QStringLiteral("hover"),  QStringLiteral("accentBg")};

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        QQmlComponent component(&m_engine);
        component.setData("import QtQuick\nimport Fabric.Console\nItem { property var theme: Theme }", {});
        m_root.reset(component.create());
        QVERIFY2(m_root, qPrintable(component.errorString()));
        m_theme = m_root->property("theme").value<QObject*>();
        QVERIFY(m_theme);
    }

    void hasContrast_onEverySurface_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<double>("least");
        QTest::newRow("dark") << int(Appearance::AlwaysDark) << 4.5;
        QTest::newRow("light") << int(Appearance::AlwaysLight) << 4.5;
        QTest::newRow("high contrast") << int(Appearance::AlwaysHighContrast) << 7.0;
    }
    void hasContrast_onEverySurface()
    {
        QFETCH(const int, choice);
        QFETCH(const double, least);
        Appearance::instance()->setChoice(static_cast<Appearance::Choice>(choice));
        for (const QString& surface : kSurfaces) {
            for (const QString& ink : kInks)
                check(ink, surface, least);
        }
        for (const char* state : {"ok", "warn", "bad", "pending"}) {
            const QString name = QString::fromLatin1(state);
            check(name, name + QStringLiteral("Bg"), least);
            check(QStringLiteral("text"), name + QStringLiteral("Bg"), least);
            check(QStringLiteral("text2"), name + QStringLiteral("Bg"), least);
        }
        check(QStringLiteral("accentText"), QStringLiteral("accent"), least);
    }

    void followsThePortal_unlessTheUserChose()
    {
        Appearance appearance(nullptr);
        QSignalSpy changed(&appearance, &Appearance::schemeChanged);
        const QString group = QStringLiteral("org.freedesktop.appearance");
        const QString key = QStringLiteral("color-scheme");
        QCOMPARE(appearance.scheme(), Appearance::Dark);
        appearance.onPortalSetting(group, key, QDBusVariant(2U));
        QCOMPARE(appearance.scheme(), Appearance::Light);
        appearance.onPortalSetting(group, key,
                                   QDBusVariant(QVariant::fromValue(QDBusVariant(1U)))); // Read() of version 1
        QCOMPARE(appearance.scheme(), Appearance::Dark);
        appearance.onPortalSetting(group, QStringLiteral("contrast"), QDBusVariant(1U));
        QCOMPARE(appearance.scheme(), Appearance::HighContrast);
        appearance.onPortalSetting(QStringLiteral("org.gnome.desktop"), key, QDBusVariant(2U));
        QCOMPARE(changed.count(), 3);
        appearance.setChoice(Appearance::AlwaysLight);
        QCOMPARE(appearance.scheme(), Appearance::Light);
        appearance.onPortalSetting(group, key, QDBusVariant(1U));
        QCOMPARE(appearance.scheme(), Appearance::Light);
    }

    void keepsFontScale_inItsRange()
    {
        Appearance appearance(nullptr);
        appearance.setFontScale(0.2);
        QCOMPARE(appearance.fontScale(), 1.0);
        appearance.setFontScale(5);
        QCOMPARE(appearance.fontScale(), 2.0);
    }

    void readsCommandLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* name, const QStringList& arguments, const char* error) {
            QTest::newRow(name) << arguments << QString::fromLatin1(error);
        };
        const auto list = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
        row("nothing", {}, "");
        row("everything", list("--replay a --theme dark --page runtimes --size 800x600 --screenshot x --select n"), "");
        row("equals sign", list("--theme=light"), "");
        row("unknown", list("--thme dark"), "unknown option --thme");
        row("stray word", list("dark"), "unknown option dark");
        row("no value", list("--page"), "--page needs a value");
        row("value where none is", list("--help=yes"), "--help takes no value");
        row("no such theme", list("--theme pink"), "--theme takes system, light, dark or high-contrast");
        row("no such page", list("--page nowhere"), "--page: there is no page nowhere");
        row("no size", list("--size big"), "--size takes WIDTHxHEIGHT, from 320x240 to 7680x4320");
        row("url without key", list("--url https://a"), "--url and --key-file go together");
        row("two sources", list("--replay a --connection b"),
            "only one of --url, --connection and --replay can be given");
        row("offline", list("--offline --connection b --screenshot x"), "");
        row("offline with an address", list("--offline --url https://a --key-file k"),
            "--offline shows a saved connection, not --url or --replay");
        row("offline with a recording", list("--offline --replay a"),
            "--offline shows a saved connection, not --url or --replay");
    }
    void readsCommandLine()
    {
        QFETCH(const QStringList, arguments);
        const auto options = fabric::console::parseOptions(arguments);
        QTEST(options ? QString() : QString::fromStdString(options.error().message), "error");
    }

private:
    void check(const QString& ink, const QString& surface, double least)
    {
        const double actual = contrast(color(ink), color(surface));
        QVERIFY2(actual >= least, qPrintable(QStringLiteral("%1 on %2: %3").arg(ink, surface).arg(actual)));
    }
    QColor color(const QString& token)
    {
        const QVariant value = m_theme->property(token.toLatin1().constData());
        return value.isValid() ? value.value<QColor>() : QColor();
    }

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_root;
    QObject* m_theme = nullptr;
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
