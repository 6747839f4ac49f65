// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtTest
import Fabric.App
import Fabric.Console

TestCase {
    id: testCase

    property var main: null

    name: "Changes"
    when: windowShown

    Component {
        id: mainComponent

        Main {
            width: 1280
            height: 720
        }
    }

    function init() {
        Changes.planId = "";
        Changes.rolloutId = "";
        Navigation.page = "plans";
        setup.replay("changes.json");
        main = mainComponent.createObject(null);
        main.requestActivate();
        tryCompare(main, "settled", true, 20000);
        tryCompare(Changes, "plansState", Ui.Ready, 20000);
    }

    function cleanup() {
        Appearance.fontScale = 1;
        main.destroy();
        main = null;
    }

    function walk(item, visit) {
        visit(item);
        for (let i = 0; i < item.children.length; ++i)
            if (item.children[i].visible)
                walk(item.children[i], visit);
    }

    /// The first visible item of the window, or of what is open over it.
    function find(test) {
        let found = null;
        walk(main.contentItem.parent, item => {
                if (found === null && test(item))
                    found = item;
            });
        return found;
    }

    function button(text) {
        return find(item => item.text === text && item.clicked !== undefined && item.focusPolicy !== undefined);
    }

    function planId(row) {
        return Changes.plans.value(row, "planId");
    }

    function openPlan(row) {
        Changes.planId = planId(row);
        tryCompare(Changes.plan, "planId", planId(row), 20000);
        tryCompare(main, "settled", true, 20000);
    }

    function openRollout(id) {
        Navigation.page = "rollouts";
        Changes.rolloutId = id;
        tryCompare(Changes.rollout, "rolloutId", id, 20000);
        tryCompare(main, "settled", true, 20000);
    }

    function test_list_opensByKey_andEscGoesBack() {
        tryVerify(() => find(item => item.activeFocus && item.planId !== undefined) !== null, 20000);
        verify(find(item => item.text === "2 plans wait to be rolled out") !== null);
        keyClick(Qt.Key_Return);
        tryCompare(Changes, "planId", planId(0));
        tryVerify(() => button("Roll out…") !== null, 20000);
        keyClick(Qt.Key_Escape);
        tryCompare(Changes, "planId", "");
        compare(Navigation.page, "plans");
    }

    function test_plan_showsFindingsBelowTheOperations() {
        openPlan(0);
        tryVerify(() => find(item => item.text === "What becomes possible") !== null, 20000);
        verify(find(item => item.text === "Ops gets exec directly.") !== null);
    }

    function test_start_needsTheDigits_andNeverHappensByEnterAlone() {
        openPlan(0);
        tryVerify(() => button("Roll out…") !== null && button("Roll out…").enabled, 20000);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => button("Roll out") !== null, 20000);
        verify(find(item => item.text === "Roll out to openclaw · hq (production)?") !== null);
        verify(!button("Roll out").enabled);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        keyClick(Qt.Key_Return);
        compare(Navigation.page, "plans");
        compare(Changes.rollouts.totalCount, 8);
        for (const digit of Changes.plan.digits)
            keyClick(digit);
        tryCompare(button("Roll out"), "enabled", true);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Navigation, "page", "rollouts", 20000);
        tryCompare(Changes.rollouts, "totalCount", 9, 20000);
    }

    function test_rollback_asksFirst_andEscLeavesIt() {
        openRollout("318");
        const ask = button("Roll back…");
        verify(ask !== null);
        ask.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => button("Roll back") !== null, 20000);
        keyClick(Qt.Key_Return); // the keyboard starts on the way back
        tryVerify(() => button("Roll back") === null, 20000);
        compare(Changes.rollout.stateText, "verifying");
        ask.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => button("Roll back") !== null, 20000);
        keyClick(Qt.Key_Escape); // leaves the question, not the page
        tryVerify(() => button("Roll back") === null, 20000);
        compare(Changes.rolloutId, "318");
        ask.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => button("Roll back") !== null, 20000);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Changes.rollout, "stateText", "rolling back", 20000);
        tryVerify(() => button("Roll back") === null, 20000);
    }

    function test_undo_leadsToItsPlan() {
        openRollout("313");
        const ask = button("Undo…");
        verify(ask !== null);
        ask.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => button("Make the plan") !== null, 20000);
        keyClick(Qt.Key_Return); // the keyboard starts on the way back
        tryVerify(() => button("Make the plan") === null, 20000);
        compare(Navigation.page, "rollouts");
        ask.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Space);
        tryVerify(() => button("Make the plan") !== null, 20000);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Navigation, "page", "plans", 20000);
        verify(Changes.planId !== "");
    }

    function test_confirm_byKeyboard() {
        openRollout("316");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => button("Confirm") !== null, 20000);
        compare(Changes.rollout.stateText, "waits for a confirmation");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Changes.rollout, "stateText", "succeeded", 20000);
    }

    function openMember(id) {
        setup.replay("groups.json");
        Navigation.page = "rollouts";
        tryCompare(Changes, "rolloutsState", Ui.Ready, 20000);
        tryCompare(Changes.rollouts, "totalCount", 8, 20000);
        Changes.rolloutId = id;
        tryCompare(Changes.rollout, "isGroupKnown", true, 20000);
        tryCompare(main, "settled", true, 20000);
    }

    function test_confirm_isForTheWholeGroup() {
        openMember("324");
        tryVerify(() => button("Confirm…") !== null && button("Confirm…").enabled, 20000);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => button("Confirm") !== null, 20000);
        verify(find(item => item.text === "Keep the change on all 3 runtimes?") !== null);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Changes.rollout, "stateText", "succeeded", 20000);
    }

    /// The search opens a member and asks: the question waits until the group is there.
    function test_question_waitsForTheGroup() {
        openMember("327");
        Changes.rolloutId = "";
        setup.holdGroup();
        Changes.question = "confirm";
        Changes.rolloutId = "323";
        tryCompare(Changes.rollout, "rolloutId", "323", 20000);
        wait(100);
        compare(Changes.question, "confirm");
        setup.releaseGroup();
        tryVerify(() => find(item => item.text === "Keep the change on all 3 runtimes?") !== null, 20000);
        keyClick(Qt.Key_Escape);
    }

    function test_group_opensItsMembers_thatWereBegun() {
        openMember("327");
        const member = name => find(item => item.runtime === name && item.wave !== undefined && item.clicked !== undefined);
        tryVerify(() => member("apac") !== null, 20000);
        compare(member("apac").Accessible.name, "openclaw · apac, wave 3, waits for wave 2");
        mouseClick(member("apac"));
        compare(Changes.rolloutId, "327");
        mouseClick(member("lab"));
        tryCompare(Changes, "rolloutId", "326");
        tryVerify(() => member("lab").isCurrent, 20000);
    }

    function test_checks_unfoldWhatIsWell() {
        openRollout("318");
        const check = name => find(item => item.name === name && item.isFold !== undefined);
        tryVerify(() => check("ready") !== null && check("4 other parts are well") !== null, 20000);
        compare(check("plugin:browser"), null);
        const list = find(item => item.Accessible.name === "Checks");
        list.forceActiveFocus(Qt.TabFocusReason);
        for (let i = 1; i < list.count; ++i)
            keyClick(Qt.Key_Down);
        tryVerify(() => check("4 other parts are well").activeFocus, 20000);
        keyClick(Qt.Key_Return);
        tryVerify(() => check("plugin:browser") !== null, 20000);
        keyClick(Qt.Key_Space);
        tryVerify(() => check("plugin:browser") === null, 20000);
        button("Plan").forceActiveFocus(Qt.TabFocusReason);
        mouseClick(check("4 other parts are well"));
        tryVerify(() => check("plugin:browser") !== null, 20000);
        verify(!list.activeFocus);
    }

    function test_rail_leadsToTheLists() {
        const rail = page => find(item => item.pageId === page && item.clicked !== undefined);
        openRollout("315");
        mouseClick(rail("rollouts"));
        compare(Changes.rolloutId, "");
        tryVerify(() => find(item => item.text === "One rollout needs the operator") !== null, 20000);
        openRollout("315");
        mouseClick(rail("topology"));
        tryCompare(Navigation, "page", "topology");
        compare(Changes.rolloutId, "315"); // Esc goes back to it
        mouseClick(rail("rollouts"));
        tryCompare(Navigation, "page", "rollouts");
        compare(Changes.rolloutId, "");
        openPlan(0);
        main.run("page:plans");
        compare(Changes.planId, "");
        compare(Navigation.page, "plans");
    }

    function test_rail_tellsHowManyRolloutsNeedYou() {
        const rail = find(item => item.pageId === "rollouts" && item.clicked !== undefined);
        compare(rail.Accessible.name, "Rollouts, waiting for you: 3");
    }

    function test_graphTab_drawsTheChange() {
        openPlan(0);
        const tab = button("Graph");
        verify(tab !== null);
        mouseClick(tab);
        tryVerify(() => find(item => item.text === "removed") !== null, 20000);
        compare(Changes.plan.graphProblem, "");
    }

    function test_edit_makesAPlan() {
        Session.runtimeId = "hq";
        Navigation.page = "topology";
        tryCompare(Session, "topologyState", Ui.Ready, 20000);
        Navigation.selectedNodeId = "agent:reviewer";
        tryVerify(() => button("Change…") !== null, 20000);
        mouseClick(button("Change…"));
        tryVerify(() => button("Make a plan") !== null, 20000);
        verify(!button("Make a plan").enabled);
        Changes.draft.action = "model";
        Changes.draft.target = "model:openai/gpt-5.4";
        verify(!button("Make a plan").enabled); // a reason is missing
        const reason = find(item => item.label === "Reason, for those who look later" && item.echoMode !== undefined);
        reason.forceActiveFocus(Qt.TabFocusReason);
        keyClick("x");
        tryCompare(button("Make a plan"), "enabled", true);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Navigation, "page", "plans", 20000);
        verify(Changes.planId !== "");
    }

    function test_everythingInteractive_hasAName() {
        openPlan(0);
        const check = () => {
            const unnamed = [];
            walk(main.contentItem, item => {
                    const isControl = item.focusPolicy !== undefined && (item.clicked !== undefined || item.accepted !== undefined);
                    if (isControl && (!item.Accessible.name || item.Accessible.role === Accessible.NoRole))
                        unnamed.push(String(item));
                });
            compare(unnamed.join(", "), "");
        };
        check();
        openRollout("318");
        check();
        Appearance.fontScale = 2;
        check();
    }

    function test_agentAway_disablesDecisions() {
        openRollout("318");
        verify(button("Roll back…") !== null);
        setup.loseAgent();
        tryVerify(() => find(item => item.text === "The agent is not reachable") !== null, 20000);
        compare(button("Roll back…"), null);
        Session.retry();
        tryVerify(() => button("Roll back…") !== null, 20000);
    }
}
