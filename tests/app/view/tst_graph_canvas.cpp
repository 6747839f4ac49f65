// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Runs twice: offscreen, where the scene graph is software and the painter draws, and under Xvfb, where geometry does.

#include "app/view/graph_canvas.h"
#include "app/view/painted_graph.h"
#include "tests/app/view/random_graph.h"

#include <QPainter>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::view;
using fabric::tests::GraphMaker;

namespace {

constexpr QRgb kCanvasColour = 0xff11161c;
constexpr QRgb kAgentColour = 0xff6fb1ff;

struct Stage
{
    model::TopologyModel model;
    GraphPalette palette;
    QQuickWindow window;
    GraphCanvas* canvas = new GraphCanvas(window.contentItem());

    Stage()
    {
        palette.setCanvas(QColor::fromRgb(kCanvasColour));
        for (auto set : {&GraphPalette::setSurface, &GraphPalette::setRaised, &GraphPalette::setLine,
                         &GraphPalette::setLineStrong})
            (palette.*set)(QColor(0x30, 0x38, 0x44));
        palette.setAccent(QColor::fromRgb(kAgentColour));
        palette.setKindChannel(QColor(0x4f, 0xc3, 0xc7));
        window.setColor(QColor::fromRgb(kCanvasColour));
        window.resize(1240, 826);
        canvas->setSize(window.size());
        canvas->setPalette(&palette);
        canvas->setModel(&model);
        canvas->setFocus(true);
        window.show();
    }

    [[nodiscard]] bool showsSevenAgents()
    {
        model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
        window.requestActivate(); // without a window manager nobody else gives it the keyboard
        return QTest::qWaitForWindowActive(&window) && QTest::qWaitFor([this] { return canvas->hasScene(); })
            && QTest::qWaitFor([this] { return canvas->scene()->graph() == model.graph(); });
    }

    [[nodiscard]] QPointF seenAt(const char* id) const
    {
        const std::uint32_t node = canvas->scene()->indexOf(topology::NodeId(id));
        const Point p = canvas->scene()->layout().nodeRects[node].centre();
        return QPointF(p.x, p.y) * canvas->zoom() + QPointF(canvas->panX(), canvas->panY());
    }
};

} // namespace

class TestGraphCanvas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsPixels();
    void looksTheSame_byShadersAndByThePainter();
    void drawsWithThePainter_onlyWhereTheSceneGraphIsSoftware();
    void fitsANewPicture();
    void selectsWhatIsClicked();
    void followsEdges_byArrowKeys();
    void goesBackOneLevel_byEscape();
    void keepsThePointUnderThePointer_whenZooming();
    void aWheelZooms_andATouchpadPans_data();
    void aWheelZooms_andATouchpadPans();
    void saysSo_whenZoomedOutBeyondThePicture();
    void keepsWhatIsSelectedInPlace_whenTheGraphChanges();
    void showsLabelsWithinTheirBudget();
    void tellsWhatIsUnderThePointer();
};

void TestGraphCanvas::drawsPixels()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    const auto countOther = [&stage] {
        const QImage image = stage.window.grabWindow().convertToFormat(QImage::Format_RGB32);
        int other = 0;
        for (int y = 0; y < image.height(); y += 3) {
            for (int x = 0; x < image.width(); x += 3)
                other += image.pixel(x, y) != kCanvasColour ? 1 : 0;
        }
        return other;
    };
    QTRY_VERIFY(countOther() > 8'000); // boxes and cards cover about a third of 114,000 probes
    stage.model.setSelectedId(QStringLiteral("agent:ops"));
    const auto ringColour = [&stage] {
        const std::uint32_t node = stage.canvas->scene()->indexOf(topology::NodeId("agent:ops"));
        const Rect& r = stage.canvas->scene()->layout().nodeRects[node];
        const QPointF at
            = QPointF(r.x + 40, r.y) * stage.canvas->zoom() + QPointF(stage.canvas->panX(), stage.canvas->panY());
        return QColor(stage.window.grabWindow().pixel(at.toPoint()));
    };
    QTRY_VERIFY(ringColour().blue() > 180); // the selection's ring, in the accent
}

void TestGraphCanvas::looksTheSame_byShadersAndByThePainter()
{
    Stage stage;
    stage.palette.setText3(QColor(0xff, 0xff, 0xff)); // loud, so that every difference is seen
    for (auto set : {&GraphPalette::setKindAgent, &GraphPalette::setKindModel, &GraphPalette::setKindTool,
                     &GraphPalette::setKindTrigger, &GraphPalette::setKindGateway})
        (stage.palette.*set)(QColor(0xff, 0xc0, 0x40));
    QVERIFY(stage.showsSevenAgents());
    QVERIFY(QTest::qWaitFor([&stage] { return !stage.canvas->baseList().lines.empty(); }));
    for (const qreal factor : {1.0, 0.85}) { // the second picture is of the triangles of the first one, but smaller
        stage.canvas->zoomBy(factor, QPointF(400, 300));
        const qreal zoom = stage.canvas->zoom();
        const QImage drawn = stage.window.grabWindow().convertToFormat(QImage::Format_RGB32);
        QImage painted(drawn.size(), QImage::Format_RGB32);
        painted.fill(kCanvasColour);
        QPainter painter(&painted);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.translate(stage.canvas->panX(), stage.canvas->panY());
        painter.scale(zoom, zoom);
        for (const DrawList* list : {&stage.canvas->baseList(), &stage.canvas->highlightList()})
            paintList(painter, *list, stage.palette.colours(), static_cast<float>(zoom));
        painter.end();
        int unlike = 0;
        for (int y = 0; y < drawn.height(); ++y) {
            for (int x = 0; x < drawn.width(); ++x) {
                const QColor a(drawn.pixel(x, y));
                const QColor b(painted.pixel(x, y));
                const int difference
                    = std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
                unlike += difference > 150 ? 1 : 0;
            }
        }
        qInfo("zoom %.2f: %d of %d pixels differ", zoom, unlike, drawn.width() * drawn.height());
        QVERIFY(unlike < 100); // 1 and 4 were seen; without gaps between dashes it is 2,400
    }
}

void TestGraphCanvas::drawsWithThePainter_onlyWhereTheSceneGraphIsSoftware()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    const bool isSoftware = stage.window.rendererInterface()->graphicsApi() == QSGRendererInterface::Software;
    QTRY_COMPARE(stage.canvas->isSoftware(), isSoftware);
    QCOMPARE(isSoftware, QGuiApplication::platformName() == QLatin1String("offscreen"));
}

void TestGraphCanvas::fitsANewPicture()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    QVERIFY(stage.canvas->isFitted());
    QVERIFY(stage.canvas->visibleRect().contains(stage.canvas->scene()->layout().bounds));
    stage.canvas->panBy(2'000, 0);
    QVERIFY(!stage.canvas->visibleRect().contains(stage.canvas->scene()->layout().bounds));
    QTest::keyClick(&stage.window, Qt::Key_F);
    QVERIFY(stage.canvas->visibleRect().contains(stage.canvas->scene()->layout().bounds));
}

void TestGraphCanvas::selectsWhatIsClicked()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    QTest::mouseClick(&stage.window, Qt::LeftButton, {}, stage.seenAt("agent:writer").toPoint());
    QCOMPARE(stage.model.selectedId(), QStringLiteral("agent:writer"));
    QTest::mouseClick(&stage.window, Qt::LeftButton, {}, QPoint(2, 2));
    QCOMPARE(stage.model.selectedId(), QString());
}

void TestGraphCanvas::followsEdges_byArrowKeys()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    stage.model.setSelectedId(QStringLiteral("account:telegram/opsbot"));
    QTest::keyClick(&stage.window, Qt::Key_Right);
    QCOMPARE(stage.model.selectedId(), QStringLiteral("agent:ops"));
}

void TestGraphCanvas::goesBackOneLevel_byEscape()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    const QSignalSpy back(stage.canvas, &GraphCanvas::backRequested);
    stage.model.setSearchText(QStringLiteral("ops"));
    stage.model.setSelectedId(QStringLiteral("agent:ops"));
    QTest::keyClick(&stage.window, Qt::Key_Escape);
    QCOMPARE(stage.model.selectedId(), QString());
    QCOMPARE(stage.model.searchText(), QStringLiteral("ops"));
    QTest::keyClick(&stage.window, Qt::Key_Escape);
    QCOMPARE(stage.model.searchText(), QString());
    QCOMPARE(back.size(), 0);
    QTest::keyClick(&stage.window, Qt::Key_Escape);
    QCOMPARE(back.size(), 1);
}

void TestGraphCanvas::keepsThePointUnderThePointer_whenZooming()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    const QPointF before = stage.seenAt("agent:main");
    stage.canvas->zoomBy(1.7, before);
    const QPointF after = stage.seenAt("agent:main");
    QVERIFY((after - before).manhattanLength() <= 2); // pan is rounded to whole pixels
}

void TestGraphCanvas::aWheelZooms_andATouchpadPans_data()
{
    using Device = QInputDevice::DeviceType;
    QTest::addColumn<Device>("device");
    QTest::addColumn<QPoint>("pixels");
    QTest::addColumn<QPoint>("angle");
    QTest::addColumn<Qt::ScrollPhase>("phase");
    QTest::addColumn<Qt::KeyboardModifiers>("keys");
    QTest::addColumn<qreal>("zoom"); // factor
    QTest::addColumn<QPoint>("pan");
    const auto row = [](const char* name, Device device, QPoint pixels, QPoint angle, Qt::ScrollPhase phase,
                        Qt::KeyboardModifiers keys, qreal zoom, QPoint pan) {
        QTest::newRow(name) << device << pixels << angle << phase << keys << zoom << pan;
    };
    const qreal step = GraphCanvas::kZoomStep;
    row("wheel", Device::Mouse, {}, {0, 120}, Qt::NoScrollPhase, {}, step, {});
    row("wheel, back by two", Device::Mouse, {}, {0, -240}, Qt::NoScrollPhase, {}, 1 / step / step, {});
    row("wheel of X that tells of pixels", Device::Mouse, {0, 15}, {0, 120}, Qt::NoScrollPhase, {}, step, {});
    row("wheel with shift", Device::Mouse, {}, {0, -120}, Qt::NoScrollPhase, Qt::ShiftModifier, 1, {-64, 0});
    row("wheel that tilts", Device::Mouse, {}, {120, 0}, Qt::NoScrollPhase, {}, 1, {64, 0});
    row("touchpad", Device::Mouse, {5, -10}, {60, -120}, Qt::ScrollUpdate, {}, 1, {5, -10});
    row("touchpad of X", Device::Mouse, {0, -4}, {0, -32}, Qt::NoScrollPhase, {}, 1, {0, -4});
    row("touchpad that is known as one", Device::TouchPad, {0, 15}, {0, 120}, Qt::NoScrollPhase, {}, 1, {0, 15});
    row("touchpad with control", Device::TouchPad, {0, 10}, {0, 120}, Qt::ScrollUpdate, Qt::ControlModifier, step, {});
}

void TestGraphCanvas::aWheelZooms_andATouchpadPans()
{
    QFETCH(const QInputDevice::DeviceType, device);
    QFETCH(const QPoint, pixels);
    QFETCH(const QPoint, angle);
    QFETCH(const Qt::ScrollPhase, phase);
    QFETCH(const Qt::KeyboardModifiers, keys);
    QFETCH(const qreal, zoom);
    QFETCH(const QPoint, pan);
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    const QPointingDevice pointer(QStringLiteral("test"), 7, device, QPointingDevice::PointerType::Generic,
                                  QInputDevice::Capability::Scroll, 1, 3);
    const QPointF at = stage.seenAt("agent:main");
    const qreal before = stage.canvas->zoom();
    QWheelEvent event(at, stage.window.mapToGlobal(at), pixels, angle, Qt::NoButton, keys, phase, false,
                      Qt::MouseEventNotSynthesized, &pointer);
    QCoreApplication::sendEvent(&stage.window, &event);
    QCOMPARE(stage.canvas->zoom(), before * zoom);
    const QPointF moved = stage.seenAt("agent:main") - at;
    QVERIFY2((moved - pan).manhattanLength() <= 2, "what is under the pointer stays, or goes with the fingers");
}

void TestGraphCanvas::saysSo_whenZoomedOutBeyondThePicture()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    const QSignalSpy out(stage.canvas, &GraphCanvas::zoomedOut);
    const qreal fitted = stage.canvas->zoom();
    QTest::keyClick(&stage.window, Qt::Key_Minus);
    QCOMPARE(out.size(), 0); // a little air around the picture is no other level
    for (int i = 0; i < 6; ++i)
        QTest::keyClick(&stage.window, Qt::Key_Minus);
    QVERIFY(!out.isEmpty());
    QVERIFY(stage.canvas->zoom() > fitted / 3);
    const auto before = out.size();
    QTest::keyClick(&stage.window, Qt::Key_Plus);
    QCOMPARE(out.size(), before);
}

void TestGraphCanvas::keepsWhatIsSelectedInPlace_whenTheGraphChanges()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    stage.model.setSelectedId(QStringLiteral("tool:exec"));
    const QPointF before = stage.seenAt("tool:exec");
    topology::GraphBuilder builder; // a new provider pushes the tools down
    for (const topology::Node& node : stage.model.graph().nodes())
        builder.add(node);
    for (const topology::Edge& edge : stage.model.graph().edges())
        builder.add(edge);
    const std::string provider = GraphMaker::add(builder, topology::NodeKind::ModelProvider, "new", "new");
    GraphMaker::add(builder, topology::NodeKind::Model, "new/model", "model", provider);
    stage.model.setGraph(builder.build().value(), QStringLiteral("hq"));
    QTRY_VERIFY(stage.canvas->scene()->graph() == stage.model.graph());
    QVERIFY((stage.seenAt("tool:exec") - before).manhattanLength() <= 2);
}

void TestGraphCanvas::showsLabelsWithinTheirBudget()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    QTRY_VERIFY(stage.canvas->labels()->shownCount() > 60);
    QVERIFY(stage.canvas->labels()->shownCount() <= 200);
}

void TestGraphCanvas::tellsWhatIsUnderThePointer()
{
    Stage stage;
    QVERIFY(stage.showsSevenAgents());
    QTest::mouseMove(&stage.window, stage.seenAt("agent:coder").toPoint() + QPoint(1, 1));
    QTest::mouseMove(&stage.window, stage.seenAt("agent:coder").toPoint());
    QTRY_COMPARE(stage.canvas->hoverTitle(), QStringLiteral("Coder"));
    QVERIFY(stage.canvas->hoverText().contains(QStringLiteral("coding")));
}

QTEST_MAIN(TestGraphCanvas)
#include "tst_graph_canvas.moc"
