// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/connection.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <atomic>
#include <cstring>
#include <unordered_map>

#include <fcntl.h>
#include <unistd.h>

namespace fabric::storage {
namespace {

/// Primary result codes, https://www.sqlite.org/rescode.html; the low byte of what the driver reports.
enum SqliteCode : int {
    kPermission = 3,
    kBusy = 5,
    kLocked = 6,
    kReadOnly = 8,
    kInputOutput = 10,
    kCorrupt = 11,
    kFull = 13,
    kCannotOpen = 14,
    kTooBig = 18,
    kConstraint = 19,
    kNotADatabase = 26,
    kForeignKey = 787, ///< SQLITE_CONSTRAINT_FOREIGNKEY
    kPrimaryKey = 1555, ///< SQLITE_CONSTRAINT_PRIMARYKEY
    kUnique = 2067, ///< SQLITE_CONSTRAINT_UNIQUE
};

/// What an error says about where it was; an API answer, which gives JSON pointers only, leaves it out.
std::string placeOf(const std::string& path)
{
    return "database " + path;
}

Error described(int code, const std::string& path, const std::string& driverText)
{
    const auto make = [&](ErrorCode kind, const std::string& text) {
        return Error{kind, text + " (SQLite code " + std::to_string(code) + ")", placeOf(path)};
    };
    if (code == kForeignKey)
        return make(ErrorCode::FailedPrecondition, "a record refers to one that is not stored");
    if (code == kUnique || code == kPrimaryKey)
        return make(ErrorCode::Conflict, "a record with this key exists");
    switch (code & 0xff) {
    case kFull: return make(ErrorCode::ResourceExhausted, "the disk of the database is full, free some space");
    case kReadOnly:
    case kPermission: return make(ErrorCode::Unavailable, "the database cannot be written, check its permissions");
    case kBusy:
    case kLocked: return make(ErrorCode::Unavailable, "the database is locked by another process");
    case kInputOutput: return make(ErrorCode::Unavailable, "the disk of the database reports an error");
    case kCannotOpen: return make(ErrorCode::Unavailable, "the database cannot be opened, check its folder");
    case kCorrupt: return make(ErrorCode::DataLoss, "the database file is damaged, restore a backup");
    case kNotADatabase: return make(ErrorCode::DataLoss, "the file is not a SQLite database");
    case kTooBig: return make(ErrorCode::TooLarge, "a record is too large for the database");
    case kConstraint: return make(ErrorCode::Internal, "a record breaks a rule of the schema");
    default: return make(ErrorCode::Internal, "a database statement failed: " + driverText);
    }
}

/// The driver's texts are SQLite's own: they name tables and columns, not values.
Error errorOf(const QSqlError& error, const std::string& path)
{
    return described(error.nativeErrorCode().toInt(), path,
                     error.driverText().toStdString() + ", " + error.databaseText().toStdString());
}

QVariant toVariant(const SqlValue& value)
{
    struct Visitor
    {
        QVariant operator()(std::monostate) const { return {}; }
        QVariant operator()(std::int64_t number) const { return QVariant::fromValue<qlonglong>(number); }
        QVariant operator()(const std::string& text) const
        {
            return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        }
        QVariant operator()(const QByteArray& bytes) const { return bytes; }
    };
    return std::visit(Visitor{}, value);
}

/// So that neither the file nor what SQLite puts beside it is ever readable for others, whatever the umask is.
Result<> createPrivate(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return fail(ErrorCode::Unavailable,
                    "the database cannot be opened for writing (" + path + "): " + std::strerror(errno), path);
    }
    ::close(file);
    return {};
}

} // namespace

SqlValue toSql(const Digest& digest)
{
    return QByteArray(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kSize);
}

SqlValue toSql(std::optional<std::int64_t> value)
{
    return value ? SqlValue(*value) : SqlValue();
}

SqlValue toSql(const std::optional<std::string>& value)
{
    return value ? SqlValue(*value) : SqlValue();
}

Rows::Rows(QSqlQuery& query, const std::string& path)
    : m_query(&query)
    , m_path(&path)
{
}

Rows::Rows(Rows&& other) noexcept
    : m_query(std::exchange(other.m_query, nullptr))
    , m_path(other.m_path)
{
}

Rows::~Rows()
{
    if (m_query != nullptr)
        m_query->finish();
}

Result<bool> Rows::next()
{
    if (m_query->next())
        return true;
    if (m_query->lastError().isValid())
        return tl::make_unexpected(errorOf(m_query->lastError(), *m_path));
    return false;
}

bool Rows::isNull(int column) const
{
    return m_query->isNull(column);
}

std::int64_t Rows::integer(int column) const
{
    return m_query->value(column).toLongLong();
}

std::optional<std::int64_t> Rows::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::string Rows::text(int column) const
{
    return m_query->value(column).toString().toStdString();
}

std::optional<std::string> Rows::optionalText(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(text(column));
}

QByteArray Rows::blob(int column) const
{
    return m_query->value(column).toByteArray();
}

Digest Rows::digest(int column) const
{
    const QByteArray bytes = blob(column);
    std::array<std::byte, Digest::kSize> raw{};
    if (bytes.size() == static_cast<qsizetype>(raw.size()))
        std::memcpy(raw.data(), bytes.constData(), raw.size());
    return Digest(raw);
}

struct Connection::State
{
    std::string path;
    QString name;
    QSqlDatabase database;
    std::unordered_map<std::string, QSqlQuery> prepared; ///< by text; its nodes stay where they are
};

Connection::Connection(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Connection::Connection(Connection&&) noexcept = default;

Connection::~Connection()
{
    if (!m_state)
        return;
    // The order matters: removeDatabase() wants no query and no handle alive.
    const QString name = m_state->name;
    m_state->prepared.clear();
    m_state->database.close();
    m_state.reset();
    QSqlDatabase::removeDatabase(name);
}

Result<Connection> Connection::open(const std::string& path, std::chrono::milliseconds busyTimeout)
{
    static std::atomic<unsigned> counter = 0;
    FABRIC_CHECK(createPrivate(path));
    auto state = std::make_unique<State>();
    state->path = path;
    state->name = QStringLiteral("fabric-storage-%1").arg(counter.fetch_add(1));
    state->database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), state->name);
    Connection connection(std::move(state));
    QSqlDatabase& database = connection.m_state->database;
    if (!database.isValid())
        return fail(ErrorCode::Internal, "Qt's SQLite driver is not installed (libqt6sql6-sqlite)");
    database.setDatabaseName(QString::fromStdString(path));
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeout.count()));
    if (!database.open())
        return tl::make_unexpected(errorOf(database.lastError(), path));
    FABRIC_CHECK(connection.configure());
    return connection;
}

Result<> Connection::configure()
{
    {
        FABRIC_TRY(Rows mode, query("PRAGMA journal_mode=WAL"));
        FABRIC_TRY(const bool hasRow, mode.next());
        if (!hasRow || mode.text(0) != "wal")
            return fail(ErrorCode::FailedPrecondition,
                        "the file system of the database has no shared memory, which SQLite's WAL needs (" + path()
                            + ")",
                        path());
    }
    FABRIC_CHECK(executeOnce("PRAGMA synchronous=FULL"));
    FABRIC_CHECK(executeOnce("PRAGMA trusted_schema=OFF"));
    return executeOnce("PRAGMA foreign_keys=ON");
}

const std::string& Connection::path() const
{
    return m_state->path;
}

Result<Rows> Connection::run(QSqlQuery& query, const std::vector<SqlValue>& values)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        query.bindValue(static_cast<int>(i), toVariant(values[i]));
    if (!query.exec()) {
        Error error = errorOf(query.lastError(), path());
        query.finish();
        return tl::make_unexpected(std::move(error));
    }
    return Rows(query, path());
}

Result<Rows> Connection::query(const std::string& sql, const std::vector<SqlValue>& values)
{
    auto at = m_state->prepared.find(sql);
    if (at == m_state->prepared.end()) {
        QSqlQuery query(m_state->database);
        query.setForwardOnly(true);
        if (!query.prepare(QString::fromStdString(sql)))
            return tl::make_unexpected(errorOf(query.lastError(), path()));
        at = m_state->prepared.emplace(sql, std::move(query)).first;
    }
    return run(at->second, values);
}

Result<> Connection::execute(const std::string& sql, const std::vector<SqlValue>& values)
{
    FABRIC_TRY(const Rows rows, query(sql, values));
    return {};
}

Result<> Connection::executeOnce(const std::string& sql)
{
    QSqlQuery query(m_state->database);
    if (!query.exec(QString::fromStdString(sql)))
        return tl::make_unexpected(errorOf(query.lastError(), path()));
    return {};
}

Result<std::int64_t> Connection::integer(const std::string& sql, const std::vector<SqlValue>& values)
{
    FABRIC_TRY(Rows rows, query(sql, values));
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return fail(ErrorCode::Internal, "a database statement gave no row", placeOf(path()));
    return rows.integer(0);
}

Transaction::Transaction(Connection& connection)
    : m_connection(&connection)
{
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
{
}

Result<Transaction> Transaction::begin(Connection& connection)
{
    FABRIC_CHECK(connection.execute("BEGIN IMMEDIATE"));
    return Transaction(connection);
}

Result<> Transaction::commit()
{
    FABRIC_CHECK(m_connection->execute("COMMIT"));
    m_connection = nullptr;
    return {};
}

Transaction::~Transaction()
{
    // Fails if SQLite has already rolled back by itself (disk full): then there is nothing to do.
    if (m_connection != nullptr)
        (void)m_connection->execute("ROLLBACK").has_value();
}

} // namespace fabric::storage
