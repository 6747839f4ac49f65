// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtTest
import Fabric.App
import Fabric.Console

TestCase {
    id: testCase

    property var main: null

    name: "Intent"
    when: windowShown

    Component {
        id: mainComponent

        Main {
            width: 1280
            height: 720
        }
    }

    function open(page, role) {
        Changes.planId = "";
        Changes.rolloutId = "";
        Changes.question = "";
        Navigation.page = page;
        setup.replayAs("changes.json", role);
        Session.runtimeId = "hq";
        main = mainComponent.createObject(null);
        main.requestActivate();
        tryCompare(Changes, "plansState", Ui.Ready, 20000);
        tryVerify(() => Session.role !== "", 20000);
        tryCompare(main, "settled", true, 20000);
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

    function find(test) {
        let found = null;
        walk(main.contentItem.parent, item => {
                if (found === null && test(item))
                    found = item;
            });
        return found;
    }

    function says(text) {
        return find(item => item.text !== undefined && String(item.text).includes(text)) !== null;
    }

    function button(text) {
        return find(item => item.text === text && item.clicked !== undefined && item.focusPolicy !== undefined);
    }

    function type(text) {
        for (const letter of text)
            keyClick(letter);
    }

    function test_showsThreeSides_andTheHistory() {
        open("intent", "");
        tryVerify(() => says("3 changes are wanted and do not run yet"), 20000);
        for (const words of ["Last applied", "Observed", "Desired", "conflict", "wanted", "left alone", "owner: somebody else", "openai/gpt-5.4-mini", "Revision 1\u202F283", "no reason given"])
            verify(says(words), words);
        verify(button("Make a plan…").enabled);
    }

    function test_planIsAsked_andOpened() {
        open("intent", "");
        tryVerify(() => button("Make a plan…") !== null && button("Make a plan…").enabled, 20000);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => button("Make a plan") !== null, 20000);
        compare(Navigation.page, "intent");
        type("now");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryCompare(Navigation, "page", "plans", 20000);
        verify(Changes.planId !== "");
    }

    function test_discard_needsAReason() {
        open("intent", "");
        tryVerify(() => button("Discard…") !== null && button("Discard…").enabled, 20000);
        mouseClick(button("Discard…"));
        tryVerify(() => button("Drop it") !== null, 20000);
        verify(!button("Drop it").enabled);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        verify(button("Drop it") !== null);
        type("x");
        tryCompare(button("Drop it"), "enabled", true);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => button("Drop it") === null, 20000);
    }

    function test_nothingAdopted_saysHowToBegin() {
        open("intent", "");
        setup.forgetIntents();
        Session.runtimeId = "lab";
        tryVerify(() => says("Nothing is wanted of openclaw · lab yet"), 20000);
        mouseClick(button("Adopt what runs…"));
        tryVerify(() => button("Adopt it") !== null, 20000);
        keyClick(Qt.Key_Escape);
        tryVerify(() => button("Adopt it") === null, 20000);
    }

    function test_roleThatMayOnlyLook_seesWhy_fromTheStart() {
        open("intent", "viewer");
        tryVerify(() => says("“Ada” may only look"), 20000);
        verify(!button("Make a plan…").enabled);
        verify(!button("Discard…").enabled);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        compare(button("Make a plan"), null);
        verify(find(item => item.text === "viewer") !== null); // in the top bar
    }

    function test_roleThatMayNotWiden_seesWhy_fromTheStart() {
        open("plans", "operator");
        Changes.planId = Changes.plans.value(0, "planId");
        tryVerify(() => button("Roll out…") !== null, 20000);
        verify(!button("Roll out…").enabled);
        verify(says("an admin must roll it out"));
        Changes.planId = Changes.plans.value(1, "planId");
        tryVerify(() => button("Roll out…") !== null && button("Roll out…").enabled, 20000);
    }

    function test_planAlteredInTransit_isRefused_andShownSo_data() {
        return [{
                "tag": "what it writes",
                "what": "write"
            }, {
                "tag": "what it says of itself",
                "what": "summary"
            }];
    }

    function test_planAlteredInTransit_isRefused_andShownSo(data) {
        open("plans", "");
        setup.alterPlan(data.what);
        Changes.planId = Changes.plans.value(0, "planId");
        tryVerify(() => says("This plan does not add up."), 20000);
        verify(says("does not add up"));
        verify(says("not what the agent says: nothing can be decided"));
        verify(!button("Roll out…").enabled);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        compare(button("Roll out"), null);
    }

    function test_search_asksTheQuestion_whereItBelongs() {
        open("intent", "");
        main.run("search");
        tryVerify(() => main.activeFocusItem !== null && main.activeFocusItem.label === "Find an object or an action");
        type("confirm:");
        tryVerify(() => Session.search.count === 1, 20000);
        keyClick(Qt.Key_Return);
        tryCompare(Navigation, "page", "rollouts", 20000);
        tryVerify(() => button("Confirm") !== null, 20000);
        compare(Changes.rollout.stateText, "waits for a confirmation"); // asked, not done
        keyClick(Qt.Key_Return); // the keyboard starts on the way back
        tryVerify(() => button("Confirm") === null, 20000);
        compare(Changes.rollout.stateText, "waits for a confirmation");
        main.run("search");
        type("plan what is wanted of openclaw · hq");
        tryVerify(() => Session.search.count === 1, 20000);
        keyClick(Qt.Key_Return);
        tryCompare(Navigation, "page", "intent", 20000);
        tryVerify(() => button("Make a plan") !== null, 20000);
    }

    function test_slider_blendsFromBeforeToAfter() {
        open("plans", "");
        Changes.planId = Changes.plans.value(0, "planId");
        tryVerify(() => button("Graph") !== null, 20000);
        mouseClick(button("Graph"));
        const slider = () => find(item => item.from !== undefined && item.to !== undefined && item.stepSize !== undefined && item.value !== undefined);
        tryVerify(() => slider() !== null, 20000);
        const canvas = find(item => item.blend !== undefined && item.zoom !== undefined);
        compare(canvas.blend, 0.5);
        slider().forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Home);
        compare(canvas.blend, 0);
        keyClick(Qt.Key_Right);
        verify(canvas.blend > 0 && canvas.blend < 0.5);
        keyClick(Qt.Key_End);
        compare(canvas.blend, 1);
        keyClick(Qt.Key_Escape);
        compare(canvas.blend, 0.5);
        compare(Changes.planId, Changes.plans.value(0, "planId")); // Esc was the slider's
        slider().value = 1;
        Changes.planId = Changes.plans.value(1, "planId");
        tryVerify(() => slider() !== null && slider().value === 0.5, 20000); // another plan, another picture
    }

    function test_everythingInteractive_hasAName() {
        open("intent", "");
        tryVerify(() => button("Make a plan…") !== null, 20000);
        const unnamed = [];
        walk(main.contentItem, item => {
                const isControl = item.focusPolicy !== undefined && (item.clicked !== undefined || item.accepted !== undefined);
                if (isControl && (!item.Accessible.name || item.Accessible.role === Accessible.NoRole))
                    unnamed.push(String(item));
            });
        compare(unnamed.join(", "), "");
    }
}
