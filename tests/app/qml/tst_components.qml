// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtTest
import Fabric.App
import Fabric.Console

TestCase {
    id: testCase

    name: "Components"
    visible: true
    when: windowShown
    width: 400
    height: 300

    Component {
        id: buttonComponent

        ActionButton {
            text: "Save"
        }
    }

    Component {
        id: iconButtonComponent

        ActionButton {
            iconName: "close"
            hint: "Close it"
        }
    }

    Component {
        id: codeComponent

        CodeValue {
            label: "Digest"
            value: "sha256:0123456789abcdef"
            shortValue: "sha256:01…ef"
        }
    }

    Component {
        id: pasteComponent

        TextInput {
        }
    }

    Component {
        id: pillComponent

        Pill {
            text: "Live"
            tone: Ui.Ok
        }
    }

    Component {
        id: statesComponent

        PageStates {
            property alias probe: inner

            width: 400
            height: 300
            emptyTitle: "Nothing here"
            emptyText: "Do this"
            skeleton: Skeleton {
            }

            Rectangle {
                id: inner

                width: 10
                height: 10
            }
        }
    }

    Component {
        id: spyComponent

        SignalSpy {
        }
    }

    function make(component: var, properties: var): var {
        const item = createTemporaryObject(component, testCase, properties || {});
        verify(item !== null);
        return item;
    }

    function textsOf(item: var): list<string> {
        let texts = [];
        if (item.visible && item.text !== undefined && item.text !== "")
            texts.push(item.text);
        for (let i = 0; i < item.children.length; ++i)
            if (item.children[i].visible)
                texts = texts.concat(textsOf(item.children[i]));
        return texts;
    }

    function test_button_isPressedByMouseAndKey() {
        const button = make(buttonComponent);
        const spy = make(spyComponent, {
                "target": button,
                "signalName": "clicked"
            });
        button.forceActiveFocus(Qt.TabFocusReason);
        verify(button.visualFocus);
        keyClick(Qt.Key_Space);
        compare(spy.count, 1);
        mouseClick(button);
        compare(spy.count, 2);
        verify(button.height >= Theme.hitSize && button.width >= Theme.hitSize);
    }

    function test_button_hasAName() {
        compare(make(buttonComponent).Accessible.name, "Save");
        compare(make(iconButtonComponent).Accessible.name, "Close it");
        compare(make(iconButtonComponent).Accessible.role, Accessible.Button);
    }

    function test_code_isCopiedWhole() {
        const code = make(codeComponent);
        compare(code.text, "sha256:01…ef");
        mouseClick(code);
        compare(code.text, "copied");
        const paste = make(pasteComponent);
        paste.paste();
        compare(paste.text, "sha256:0123456789abcdef");
        compare(code.Accessible.name, "Copy Digest: sha256:0123456789abcdef");
    }

    function test_pill_saysItsStateInWords() {
        const pill = make(pillComponent);
        compare(pill.Accessible.name, "Live");
        compare(pill.iconName, "check");
        verify(pill.implicitWidth > 0);
    }

    function test_pageStates_data() {
        return [{
                "tag": "loading",
                "state": Ui.Loading,
                "content": false,
                "says": ""
            }, {
                "tag": "empty",
                "state": Ui.Empty,
                "content": false,
                "says": "Nothing here"
            }, {
                "tag": "failed",
                "state": Ui.Failed,
                "content": false,
                "says": "Try again"
            }, {
                "tag": "stale",
                "state": Ui.Stale,
                "content": true,
                "says": ""
            }, {
                "tag": "ready",
                "state": Ui.Ready,
                "content": true,
                "says": ""
            }];
    }

    function test_pageStates(data) {
        const states = make(statesComponent, {
                "pageState": data.state
            });
        compare(states.probe.visible, data.content);
        compare(states.bannerHeight > 0, data.state === Ui.Stale);
        if (data.says !== "")
            verify(textsOf(states).includes(data.says), textsOf(states).join("|"));
    }

    function test_theme_followsTheChoice() {
        Appearance.choice = Appearance.AlwaysLight;
        compare(Theme.surface, "#ffffff");
        Appearance.choice = Appearance.AlwaysHighContrast;
        compare(Theme.bg, "#000000");
        Appearance.choice = Appearance.AlwaysDark;
        compare(Theme.bg, "#0e1217");
    }

    function test_theme_growsWithTheFontScale() {
        Appearance.fontScale = 2;
        compare(Theme.body.pixelSize, 26);
        compare(Theme.topBarHeight, 96);
        Appearance.fontScale = 1;
        compare(Theme.body.pixelSize, 13);
    }
}
