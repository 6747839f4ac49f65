// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/audit/record.h"

#include "core/base/encoding.h"

namespace fabric::audit {
namespace {

constexpr int kFormatVersion = 1;

Json textOrNull(const Digest& digest)
{
    return digest.isNull() ? Json() : Json(digest.text());
}

Result<Digest> digestOf(const Record& record)
{
    FABRIC_TRY(const std::string text,
               canonicalJson({{"format", kFormatVersion},
                              {"sequence", record.sequence},
                              {"at", record.what.at.count},
                              {"actor", record.what.actor},
                              {"action", record.what.action},
                              {"subject", record.what.subject},
                              {"details", record.what.details},
                              {"previous", textOrNull(record.previous)}}));
    return sha256(text);
}

} // namespace

Result<Record> link(Draft draft, const Record* last)
{
    const std::pair<const std::string*, const char*> texts[]
        = {{&draft.actor, "actor"}, {&draft.action, "action"}, {&draft.subject, "subject"}};
    for (const auto& [text, field] : texts) {
        if (text->empty() || !isCleanUtf8(*text))
            return fail(ErrorCode::InvalidArgument,
                        "the " + std::string(field) + " of an audit record must be UTF-8 text", pointerTo({}, field));
    }
    if (!draft.details.is_object())
        return fail(ErrorCode::InvalidArgument, "the details of an audit record must be an object", "/details");
    Record record;
    record.sequence = last == nullptr ? 1 : last->sequence + 1;
    record.what = std::move(draft);
    record.previous = last == nullptr ? Digest() : last->digest;
    FABRIC_TRY(record.digest, digestOf(record));
    return record;
}

Result<> verifyChain(std::span<const Record> run, const Record* last)
{
    for (const Record& record : run) {
        const std::int64_t sequence = last == nullptr ? 1 : last->sequence + 1;
        const std::string where = "audit " + std::to_string(sequence);
        if (record.sequence != sequence)
            return fail(ErrorCode::DataLoss,
                        "audit record " + std::to_string(sequence) + " is missing, " + std::to_string(record.sequence)
                            + " stands in its place",
                        where);
        if (record.previous != (last == nullptr ? Digest() : last->digest))
            return fail(ErrorCode::DataLoss,
                        "audit record " + std::to_string(sequence) + " does not follow the one before it", where);
        const auto digest = digestOf(record);
        if (!digest || *digest != record.digest)
            return fail(ErrorCode::DataLoss, "audit record " + std::to_string(sequence) + " was changed", where);
        last = &record;
    }
    return {};
}

} // namespace fabric::audit
