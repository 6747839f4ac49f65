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
        main.run("back");
        compare(Navigation.page, "runtimes");
        const rail = find(item => item.folded !== undefined && item.isCurrent === undefined);
        const before = rail.width;
        main.run("rail");
        verify(rail.width < before);
        main.run("search");
        tryVerify(() => main.activeFocusItem !== null && main.activeFocusItem.label === "Find an object");
        main.run("shortcuts");
        tryVerify(() => find(item => item.text === "One runtime needs you") !== null);
    }

    function test_search_goesToWhatItFinds() {
        main.run("search");
        tryVerify(() => main.activeFocusItem !== null && main.activeFocusItem.label === "Find an object");
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
