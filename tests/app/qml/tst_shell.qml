// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtTest
import Fabric.App
import Fabric.Console

TestCase {
    id: testCase

    property var main: null

    name: "Shell"
    when: windowShown

    Component {
        id: mainComponent

        Main {
            width: 1280
            height: 720
        }
    }

    function init() {
        Navigation.page = "runtimes";
        Navigation.inspectedRuntimeId = "";
        setup.replay("four-runtimes.json");
        main = mainComponent.createObject(null);
        verify(main !== null);
        main.requestActivate();
        tryCompare(main, "settled", true, 20000);
    }

    function cleanup() {
        Appearance.fontScale = 1;
        main.destroy();
        main = null;
    }

    /// Calls @p visit for every visible item below @p item.
    function walk(item, visit) {
        visit(item);
        for (let i = 0; i < item.children.length; ++i)
            if (item.children[i].visible)
                walk(item.children[i], visit);
    }

    function find(test) {
        let found = null;
        walk(main.contentItem, item => {
                if (found === null && test(item))
                    found = item;
            });
        return found;
    }

    function isInteractive(item) {
        const isControl = item.focusPolicy !== undefined && (item.clicked !== undefined || item.accepted !== undefined);
        return isControl || item.echoMode !== undefined;
    }

    function unnamed() {
        const list = [];
        let count = 0;
        walk(main.contentItem, item => {
                if (!isInteractive(item))
                    return;
                count += 1;
                if (!item.Accessible.name || item.Accessible.role === Accessible.NoRole)
                    list.push(String(item));
            });
        verify(count >= 8, "interactive items: " + count);
        return list;
    }

    function test_everythingInteractive_hasANameAndARole() {
        compare(unnamed().join(", "), "");
        const row = find(item => item.runtimeId === "apac");
        verify(row !== null);
        mouseClick(row);
        tryVerify(() => find(item => item.text === "Show its topology") !== null);
        compare(unnamed().join(", "), "");
    }

    function test_topologyPage_isNamedToo() {
        Session.runtimeId = "hq";
        main.run("page:topology");
        Navigation.selectedNodeId = "agent:ops";
        tryCompare(Session, "topologyState", Ui.Ready, 20000);
        tryVerify(() => find(item => item.text === "Ops") !== null);
        compare(unnamed().join(", "), "");
    }

    function test_topologyPage_showsItsShapeWhileLoading() {
        main.run("page:topology");
        tryCompare(Session, "topologyState", Ui.Ready, 20000);
        Session.runtimeId = "lab";
        compare(Session.topologyState, Ui.Loading);
        const skeleton = find(item => item.Accessible.name === "Loading the topology");
        verify(skeleton !== null);
        const picture = skeleton.children[0];
        const right = picture.mapToItem(skeleton, picture.width, 0).x;
        verify(right > skeleton.width / 2 && right <= skeleton.width, "ends at " + right);
        tryCompare(Session, "topologyState", Ui.Ready, 20000);
        verify(!skeleton.visible);
    }

    function openTopology() {
        main.run("page:topology");
        tryCompare(Session, "topologyState", Ui.Ready, 20000);
        const canvas = find(item => item.Accessible.name === "Topology" && item.zoomOut !== undefined);
        verify(canvas !== null);
        tryVerify(() => canvas.hasScene);
        return canvas;
    }

    function fleet() {
        return find(item => item.entered !== undefined && item.runtimes !== undefined);
    }

    function test_fleet_isOneLevelOut_byEsc() {
        openTopology();
        Navigation.selectedNodeId = "agent:ops";
        keyClick(Qt.Key_Escape);
        compare(Navigation.selectedNodeId, "");
        compare(fleet(), null);
        keyClick(Qt.Key_Escape);
        verify(fleet() !== null);
        compare(Navigation.page, "topology");
        compare(unnamed().join(", "), "");
        keyClick(Qt.Key_Escape);
        compare(Navigation.page, "runtimes");
    }

    function test_fleet_isOneLevelOut_byZoom() {
        const canvas = openTopology();
        canvas.zoomOut();
        compare(fleet(), null);
        for (let i = 0; i < 8 && fleet() === null; ++i)
            canvas.zoomOut();
        verify(fleet() !== null);
        keyClick(Qt.Key_Plus);
        compare(fleet(), null);
        verify(canvas.isFitted);
    }

    function test_fleet_isEnteredByKeys() {
        openTopology();
        Session.runtimeId = "hq";
        mouseClick(find(item => item.Accessible.name === "Show all gateways"));
        const list = find(item => item.Accessible.name === "All gateways");
        verify(list.activeFocus);
        compare(list.currentIndex, Session.runtimes.rowOf("hq"));
        compare(list.currentItem.children[0].Accessible.name, list.currentItem.summary);
        keyClick(Qt.Key_Right);
        keyClick(Qt.Key_Return);
        compare(Session.runtimeId, Session.runtimes.idAt(Session.runtimes.rowOf("hq") + 1));
        compare(fleet(), null);
    }

    function test_fleet_isEnteredByThePointer_data() {
        return [{
                "tag": "click",
                "enter": tile => mouseClick(tile)
            }, {
                "tag": "wheel",
                "enter": tile => mouseWheel(tile, 20, 20, 0, 120)
            }];
    }

    function test_fleet_isEnteredByThePointer(data) {
        openTopology();
        main.run("back");
        tryVerify(() => find(item => item.isShown !== undefined && item.name === "openclaw · lab") !== null);
        data.enter(find(item => item.isShown !== undefined && item.name === "openclaw · lab"));
        compare(Session.runtimeId, "lab");
        compare(fleet(), null);
    }

    function test_fleet_thatIsScrolled_isEnteredUnderThePointer() {
        openTopology();
        main.run("back");
        const list = find(item => item.Accessible.name === "All gateways");
        list.width = list.cellWidth; // one below the other
        tryVerify(() => list.contentHeight > list.height + list.cellHeight / 2);
        list.contentY = list.contentHeight - list.height;
        const under = list.indexAt(40, list.contentY + list.height - 40);
        compare(under, Session.runtimes.count - 1);
        mouseWheel(list, 40, list.height - 40, 0, 120, Qt.NoButton, Qt.ControlModifier);
        compare(Session.runtimeId, Session.runtimes.idAt(under));
        compare(fleet(), null);
    }

    function test_fleet_saysHowEachGatewayIs() {
        openTopology();
        main.run("back");
        for (const text of ["One runtime needs you", "Live", "7 agents, 40 nodes", "read by gateway", "Gateway down, reading its file"])
            tryVerify(() => find(item => item.text === text) !== null, 1000, text);
        compare(Session.runtimes.count, 4);
    }

    function test_fleet_isLeft_whenTheSearchFindsSomething() {
        openTopology();
        main.run("back");
        verify(fleet() !== null);
        Navigation.showNode("agent:ops");
        compare(fleet(), null);
    }

    function test_fleet_ofOneRuntime_comesOnlyWhenAsked() {
        setup.replay("one-runtime.json");
        tryCompare(Session.runtimes, "count", 1, 20000);
        const canvas = openTopology();
        for (let i = 0; i < 12; ++i)
            canvas.zoomOut();
        compare(fleet(), null);
        mouseClick(find(item => item.Accessible.name === "Show all gateways"));
        verify(fleet() !== null);
        keyClick(Qt.Key_Return);
        compare(fleet(), null);
        main.run("back");
        compare(fleet(), null);
        compare(Navigation.page, "runtimes");
    }

    function test_connectionPage_isNamedToo() {
        main.isAskingForConnection = true;
        tryVerify(() => find(item => item.text === "Connect") !== null);
        compare(unnamed().join(", "), "");
        main.run("back");
        verify(!main.showsConnectionPage);
    }

    function test_heading_isTheAnswer() {
        verify(find(item => item.text === "One runtime needs you") !== null);
    }

    function test_table_isUsedByKeys() {
        const list = find(item => item.model === Session.runtimes && item.currentIndex !== undefined);
        verify(list !== null);
        list.forceActiveFocus();
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Return);
        tryVerify(() => find(item => item.details !== undefined && item.visible && item.details.runtimeId === Session.runtimes.idAt(1)) !== null);
    }

    function test_actions_goWhereTheySay() {
        main.run("page:topology");
        compare(Navigation.page, "topology");
        main.run("back"); // to the fleet
        compare(Navigation.page, "topology");
        main.run("back");
        compare(Navigation.page, "runtimes");
        const rail = find(item => item.folded !== undefined && item.isCurrent === undefined);
        const before = rail.width;
        main.run("rail");
        verify(rail.width < before);
        main.run("search");
        tryVerify(() => main.activeFocusItem !== null && main.activeFocusItem.label === "Find an object or an action");
        main.run("shortcuts");
        tryVerify(() => find(item => item.text === "One runtime needs you") !== null);
    }

    function test_search_goesToWhatItFinds() {
        main.run("search");
        tryVerify(() => main.activeFocusItem !== null && main.activeFocusItem.label === "Find an object or an action");
        Session.runtimeId = "hq";
        tryCompare(Session, "topologyState", Ui.Ready, 20000);
        for (const letter of "writer")
            keyClick(letter);
        tryCompare(Session.search, "query", "writer");
        keyClick(Qt.Key_Return);
        tryCompare(Navigation, "selectedNodeId", "agent:writer");
        compare(Navigation.page, "topology");
    }

    function test_staleData_saysSo() {
        setup.replay("stale.json");
        tryCompare(Session, "runtimesState", Ui.Stale, 20000);
        tryVerify(() => find(item => item.text !== undefined && item.text === Session.staleText && item.visible) !== null);
        verify(find(item => item.text === "One runtime needs you") !== null);
    }

    function test_offline_saysFromWhenItIs_andAsksNobody() {
        for (const page of ["runtimes", "topology"]) {
            setup.showOffline("four-runtimes.json");
            main.run("page:" + page);
            tryCompare(Session, "topologyState", Ui.Stale, 20000);
            verify(Session.staleText.startsWith("Offline: as of "));
            tryVerify(() => find(item => item.text === Session.staleText) !== null);
            verify(find(item => item.text === Session.staleDetail) !== null);
            verify(find(item => item.text === Session.statusLine) !== null);
            compare(Session.state, Session.Cached);
            mouseClick(find(item => item.text === "Connect")); // but no such connection is saved
            tryVerify(() => find(item => item.text === "This connection cannot be used") !== null);
            compare(unnamed().join(", "), "");
        }
    }

    function test_offline_saysThatNothingWasSeen() {
        for (const page of ["runtimes", "topology"]) {
            setup.showOffline("");
            main.run("page:" + page);
            tryVerify(() => find(item => item.text === "Nothing was seen of this agent yet") !== null, 20000);
            verify(find(item => item.text === Session.emptyText) !== null);
            mouseClick(find(item => item.text === "Connect"));
            tryVerify(() => find(item => item.text === "Which agent do you want to look at?") !== null);
            main.goBack();
        }
    }

    function test_runtimeInTrouble_isSaidOverItsTopology() {
        setup.replay("trouble.json");
        tryCompare(Session, "state", Session.Live, 20000);
        main.run("page:topology");
        for (const id of ["hq", "lab", "emea", "apac", "edge"]) {
            Session.runtimeId = id;
            tryVerify(() => Session.topologyState === (id === "lab" ? Ui.Ready : Ui.Stale), 20000);
            verify(Session.noticeTitle !== "");
            tryVerify(() => find(item => item.text === Session.noticeTitle) !== null);
            tryVerify(() => find(item => item.text === Session.noticeText) !== null);
            verify(find(item => item.text === Session.statusLine) !== null);
            verify(!Session.statusLine.startsWith("Live"));
            const action = find(item => item.text === "Show details");
            compare(action !== null, id !== "edge"); // there is nothing to do but wait
            compare(unnamed().join(", "), "");
        }
        Session.runtimeId = "apac";
        tryVerify(() => find(item => item.text === "Show details") !== null, 20000);
        const look = find(item => item.text === "Show details");
        look.forceActiveFocus();
        keyClick(Qt.Key_Space);
        compare(Navigation.page, "runtimes");
        tryVerify(() => find(item => item.text === "The configuration file does not exist.") !== null);
    }

    function test_runtimeInTrouble_withoutATopology() {
        setup.replay("trouble.json");
        tryCompare(Session, "state", Session.Live, 20000);
        main.run("page:topology");
        Session.runtimeId = "new";
        tryCompare(Session, "topologyState", Ui.Empty, 20000);
        tryVerify(() => find(item => item.text === Session.topologyText) !== null);
        verify(Session.topologyText.startsWith("Neither the gateway"));
    }

    /// What is seen of @p rect (in @p root) of an item, where something above it clips.
    function clipped(item, rect, root) {
        let top = rect.y;
        let bottom = rect.y + rect.height;
        for (let above = item.parent; above !== null && above !== root; above = above.parent) {
            if (!above.clip)
                continue;
            const frame = above.mapToItem(root, 0, 0, above.width, above.height);
            top = Math.max(top, frame.y);
            bottom = Math.min(bottom, frame.y + frame.height);
        }
        return Qt.rect(rect.x, top, rect.width, Math.max(0, bottom - top));
    }

    /// Texts below @p root that overlap each other, stand out of it, or are higher than what they stand in.
    function badlyPlaced(root) {
        const texts = [];
        walk(root, item => {
                if (item.text !== undefined && item.paintedHeight > 0 && item.text !== "" && item.opacity > 0)
                    texts.push({
                            "text": item.text,
                            "r": clipped(item, item.mapToItem(root, 0, (item.height - item.paintedHeight) / 2, item.width, item.paintedHeight), root),
                            "isTall": item.parent.height < item.paintedHeight - 1
                        });
            });
        verify(texts.length >= 3, "texts: " + texts.length);
        const seen = texts.filter(text => text.r.height > 1);
        const bad = [];
        for (let i = 0; i < seen.length; ++i) {
            const a = seen[i].r;
            if (a.x < -0.5 || a.x + a.width > root.width + 0.5 || seen[i].isTall)
                bad.push(seen[i].text);
            for (let j = i + 1; j < seen.length; ++j) {
                const b = seen[j].r;
                if (a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1 && a.y < b.y + b.height - 1 && b.y < a.y + a.height - 1)
                    bad.push(seen[i].text + " / " + seen[j].text);
            }
        }
        return bad.join("|");
    }

    function test_texts_keepTheirPlaces_data() {
        return [{
                "tag": "usual",
                "recording": "four-runtimes.json",
                "scale": 1
            }, {
                "tag": "twice as large",
                "recording": "four-runtimes.json",
                "scale": 2
            }, {
                "tag": "long names",
                "recording": "long-names.json",
                "scale": 1
            }, {
                "tag": "long names, twice as large",
                "recording": "long-names.json",
                "scale": 2
            }];
    }

    function test_texts_keepTheirPlaces(data) {
        Appearance.fontScale = data.scale;
        setup.replay(data.recording);
        tryCompare(Session.runtimes, "count", 4, 20000);
        wait(50);
        compare(badlyPlaced(find(item => item.isCurrent !== undefined && item.runtimeId === Session.runtimes.idAt(3))), "");
        openTopology();
        Navigation.selectedNodeId = "agent:ops";
        tryVerify(() => find(item => item.Accessible.name === "Close the panel") !== null);
        wait(50);
        compare(badlyPlaced(find(item => item.Accessible.name.endsWith(", agent") && item.topology !== undefined)), "");
        Navigation.selectedNodeId = "";
        main.run("back");
        wait(50);
        compare(badlyPlaced(find(item => item.Accessible.name === "All gateways").currentItem), "");
    }

    function test_legend_standsBesideTheControls_data() {
        return [{
                "tag": "one line",
                "width": 1600,
                "lines": 1
            }, {
                "tag": "two lines",
                "width": 1280,
                "lines": 2
            }, {
                "tag": "no room",
                "width": 900,
                "lines": 0
            }];
    }

    function test_legend_standsBesideTheControls(data) {
        main.width = data.width;
        openTopology();
        const legend = find(item => item.Accessible.name === "Legend");
        const control = find(item => item.Accessible.name === "Show all gateways");
        compare(legend.isShown, data.lines > 0);
        if (data.lines === 0)
            return;
        compare(legend.height > 3 * Theme.captionLineHeight, data.lines === 2);
        verify(legend.mapToItem(main.contentItem, legend.width, 0).x < control.mapToItem(main.contentItem, 0, 0).x);
    }

    function test_list_standsBesideTheCanvas() {
        const canvas = openTopology();
        mouseClick(find(item => item.Accessible.name === "Show everything as a list"));
        const list = find(item => item.Accessible.name === "Everything on this topology");
        verify(list !== null);
        const end = list.mapToItem(main.contentItem, list.width, 0).x;
        verify(canvas.mapToItem(main.contentItem, 0, 0).x >= end);
        verify(canvas.isFitted);
        const legend = find(item => item.Accessible.name === "Legend");
        verify(legend.mapToItem(main.contentItem, 0, 0).x >= end);
        tryVerify(() => list.count === 40);
    }

    function test_connectionThatCannotBeSaved_isSaidOnEveryPage() {
        setup.writeConnections("{");
        compare(Connector.add("ops", "http://127.0.0.1:1", "fab_1"), "");
        for (const page of ["runtimes", "topology"]) {
            main.run("page:" + page);
            tryVerify(() => find(item => item.text === "This connection is not saved") !== null);
            verify(find(item => item.text === Connector.fileProblem) !== null);
            compare(unnamed().join(", "), "");
        }
        main.isAskingForConnection = true;
        tryVerify(() => find(item => item.text === "Connect") !== null);
        verify(find(item => item.text === "This connection is not saved") !== null);
        main.run("back");
        setup.writeConnections("{\"format\":1,\"last\":\"\",\"connections\":[]}");
        const again = find(item => item.text === "Try again" && item.parent.title === "This connection is not saved");
        verify(again !== null);
        again.forceActiveFocus();
        keyClick(Qt.Key_Space);
        compare(Connector.fileProblem, "");
        compare(Connector.saved.count, 1);
        tryVerify(() => find(item => item.text === "This connection is not saved") === null);
    }

    function test_keyThatCannotBeRead_isSaidOnEveryPage() {
        setup.writeConnections("{\"format\":1,\"last\":\"\",\"connections\":[{\"name\":\"ops\",\"url\":\"http://127.0.0.1:1\",\"keyRing\":\"ops 1\"}]}");
        Connector.saveAgain();
        compare(Connector.connectTo("ops"), "");
        for (const page of ["runtimes", "topology"]) {
            main.run("page:" + page);
            tryVerify(() => find(item => item.text === "The key of ops cannot be read") !== null);
            verify(find(item => item.text === Connector.keyProblem) !== null);
            compare(unnamed().join(", "), "");
        }
        main.isAskingForConnection = true;
        tryVerify(() => find(item => item.text === Connector.keyPlace) !== null);
        verify(find(item => item.text === "The key of ops cannot be read") !== null);
        main.run("back");
        setup.writeConnections("{\"format\":1,\"last\":\"\",\"connections\":[{\"name\":\"ops\",\"url\":\"http://127.0.0.1:1\",\"key\":\"fab_1\"}]}");
        const again = find(item => item.text === "Try again" && item.parent.title === "The key of ops cannot be read");
        verify(again !== null);
        again.forceActiveFocus();
        keyClick(Qt.Key_Space);
        compare(Connector.keyProblem, "");
        compare(Session.connectionName, "ops");
        tryVerify(() => find(item => item.text === "The key of ops cannot be read") === null);
    }

    function test_longNames_stayInsideTheWindow() {
        setup.replay("long-names.json");
        tryCompare(Session, "runtimesState", Ui.Ready, 20000);
        main.width = 800;
        wait(50);
        const outside = [];
        walk(main.contentItem, item => {
                if (item.text === undefined || item.width === 0)
                    return;
                const right = item.mapToItem(main.contentItem, item.width, 0).x;
                if (right > main.width + 0.5)
                    outside.push(item.text);
            });
        compare(outside.join("|"), "");
    }
}
