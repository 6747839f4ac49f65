// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/digest.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

class QSqlQuery;

namespace fabric::storage {

/// A value to bind; null is std::monostate.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string, QByteArray>;

[[nodiscard]] SqlValue toSql(const Digest& digest); ///< its 32 bytes
[[nodiscard]] SqlValue toSql(std::optional<std::int64_t> value);
[[nodiscard]] SqlValue toSql(const std::optional<std::string>& value);

/// The answer of one statement. Finishes the statement at its end, so that a transaction can commit. At most one per
/// SQL text at a time: they share the prepared statement.
class Rows
{
public:
    Rows(QSqlQuery& query, const std::string& path);
    ~Rows();
    Rows(Rows&& other) noexcept;
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows& operator=(Rows&&) = delete;

    /// False after the last row.
    [[nodiscard]] Result<bool> next();
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::optional<std::int64_t> optionalInteger(int column) const; ///< empty for null
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::optional<std::string> optionalText(int column) const; ///< empty for null
    [[nodiscard]] QByteArray blob(int column) const;
    [[nodiscard]] Digest digest(int column) const; ///< none for null or another size; the schema checks the size

private:
    QSqlQuery* m_query; ///< not owned; null after a move
    const std::string* m_path;
};

/// One SQLite connection: WAL, synchronous=FULL, foreign keys. Used on the thread that opened it and nowhere else.
///
/// Errors name the file, SQLite's code and what to do; never a bound value. ResourceExhausted: disk full. Unavailable:
/// locked by somebody else, read-only, input/output error. DataLoss: damaged, or no SQLite file at all. Conflict: a
/// unique key exists. FailedPrecondition: a foreign key has no target.
class Connection
{
public:
    /// Creates the file (0600) if it is missing. @p busyTimeout: how long a lock of another process is waited for.
    [[nodiscard]] static Result<Connection> open(const std::string& path,
                                                 std::chrono::milliseconds busyTimeout = std::chrono::seconds(5));
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) = delete;

    /// Runs one statement with values for its `?`. Prepared once per text and kept: texts are constants,
    /// or built from few constants.
    [[nodiscard]] Result<Rows> query(const std::string& sql, const std::vector<SqlValue>& values = {});
    /// A statement without values and answer that is not kept.
    [[nodiscard]] Result<> executeOnce(const std::string& sql);
    /// query() without an answer.
    [[nodiscard]] Result<> execute(const std::string& sql, const std::vector<SqlValue>& values = {});
    /// query() that must give exactly one integer.
    [[nodiscard]] Result<std::int64_t> integer(const std::string& sql, const std::vector<SqlValue>& values = {});

    [[nodiscard]] const std::string& path() const;

private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    [[nodiscard]] Result<Rows> run(QSqlQuery& query, const std::vector<SqlValue>& values);
    [[nodiscard]] Result<> configure();

    std::unique_ptr<State> m_state;
};

/// BEGIN IMMEDIATE to commit(); rolls back at its end otherwise.
class Transaction
{
public:
    [[nodiscard]] static Result<Transaction> begin(Connection& connection);
    ~Transaction();
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    /// After an error everything is rolled back.
    [[nodiscard]] Result<> commit();

private:
    explicit Transaction(Connection& connection);
    Connection* m_connection; ///< null: nothing to roll back
};

} // namespace fabric::storage
