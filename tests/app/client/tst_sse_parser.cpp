// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/sse_parser.h"

#include <QTest>

using namespace fabric;
using client::SseMessage;
using client::SseParser;

namespace {

std::vector<SseMessage> messagesOf(const std::string& text)
{
    SseParser parser;
    auto messages = parser.feed(text);
    return messages ? *messages : std::vector<SseMessage>{{"error", messages.error().message, {}}};
}

} // namespace

class TestSseParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsMessages_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("expected"); // event, data, id, ...
        const auto row = [](const char* name, const char* text, std::initializer_list<const char*> expected) {
            QStringList list;
            for (const char* part : expected)
                list << QString::fromUtf8(part);
            QTest::newRow(name) << QByteArray(text) << list;
        };
        row("one message", "id: e-1\nevent: fabric.x\ndata: {}\n\n", {"fabric.x", "{}", "e-1"});
        row("default event", "data: a\n\n", {"message", "a", ""});
        row("lines of data are joined", "data: a\ndata: b\n\n", {"message", "a\nb", ""});
        row("empty data line counts", "data\n\n", {"message", "", ""});
        row("only one space is taken", "data:  a\n\n", {"message", " a", ""});
        row("no space", "data:a\n\n", {"message", "a", ""});
        row("carriage returns", "data: a\r\rdata: b\r\n\r\n", {"message", "a", "", "message", "b", ""});
        row("comments are no messages", ": heartbeat\n\n:\n\n", {});
        row("event without data is no message", "event: x\nid: 1\n\ndata: a\n\n", {"message", "a", "1"});
        row("id stays", "id: 1\ndata: a\n\ndata: b\n\n", {"message", "a", "1", "message", "b", "1"});
        row("unknown fields are ignored", "color: red\ndata: a\n\n", {"message", "a", ""});
        row("byte order mark",
            "\xEF\xBB\xBF"
            "data: a\n\n",
            {"message", "a", ""});
        row("unfinished message", "data: a\n", {});
    }
    void readsMessages()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QStringList, expected);
        QStringList actual;
        for (const SseMessage& message : messagesOf(text.toStdString()))
            actual << QString::fromStdString(message.event) << QString::fromStdString(message.data)
                   << QString::fromStdString(message.id);
        QCOMPARE(actual, expected);
    }

    void readsTheSame_howeverItIsCut()
    {
        const std::string text = "\xEF\xBB\xBF"
                                 "id: 7\r\nevent: x\r\ndata: \xC3\xA4\rdata: b\n\n: beat\n\ndata: c\r\n\r\n";
        const auto whole = messagesOf(text);
        QCOMPARE(whole.size(), std::size_t{2});
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            SseParser parser;
            auto messages = parser.feed(text.substr(0, cut)).value();
            const auto rest = parser.feed(text.substr(cut)).value();
            messages.insert(messages.end(), rest.begin(), rest.end());
            QVERIFY2(messages == whole, qPrintable(QString::number(cut)));
        }
    }

    void takesRetry_onlyDigitsAndBounded()
    {
        SseParser parser;
        QVERIFY(parser.feed("retry: 12x\nretry: -1\n").has_value());
        QVERIFY(!parser.retryMs());
        QVERIFY(parser.feed("retry: 1500\n").has_value());
        QCOMPARE(parser.retryMs().value(), 1500);
        QVERIFY(parser.feed("retry: 2000000000\n").has_value());
        QCOMPARE(parser.retryMs().value(), SseParser::kMaxRetryMs);
    }

    void keepsId_ofTheLastWholeBlock()
    {
        SseParser parser;
        QVERIFY(parser.feed("id: a\n\nid: b\ndata: cut off\n").has_value());
        QCOMPARE(parser.lastId(), std::string("a"));
    }

    void ignoresId_withNul()
    {
        SseParser parser;
        QVERIFY(parser.feed("id: a\n\n").has_value());
        QVERIFY(parser.feed(std::string_view("id: b\0c\n\n", 9)).has_value());
        QCOMPARE(parser.lastId(), std::string("a"));
    }

    void refusesLine_withoutEnd()
    {
        SseParser parser;
        const std::string piece(SseParser::kMaxBytes / 4, 'a');
        for (int i = 0; i < 4; ++i)
            QVERIFY(parser.feed(piece).has_value());
        QCOMPARE(parser.feed("a").error().code, ErrorCode::TooLarge);
    }

    void refusesMessage_withoutEnd()
    {
        SseParser parser;
        const std::string line = "data: " + std::string(SseParser::kMaxBytes / 2 - 1, 'a') + "\n";
        QVERIFY(parser.feed(line).has_value());
        QVERIFY(parser.feed(line).has_value());
        QCOMPARE(parser.feed(line).error().code, ErrorCode::TooLarge);
    }

    void refusesId_thatIsLong()
    {
        SseParser parser;
        const auto answer = parser.feed("id: " + std::string(SseParser::kMaxIdBytes + 1, 'a') + "\n");
        QCOMPARE(answer.error().code, ErrorCode::TooLarge);
    }

    void refusesText_thatIsNotUtf8()
    {
        SseParser parser;
        QCOMPARE(parser.feed("data: \xFF\n").error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestSseParser)
#include "tst_sse_parser.moc"
