// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/system_key_ring.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QEventLoop>
#include <QLibrary>
#include <QMap>
#include <QPromise>
#include <QTimer>

#include <optional>
#include <qt6keychain/keychain.h>

namespace fabric::session {
namespace {

using std::chrono::milliseconds;
using StringMap = QMap<QString, QString>;

constexpr int kEndMs = 1'000;
constexpr milliseconds kLook{50};

QString service()
{
    return QStringLiteral("fabric-console");
}

Error errorOf(const QDBusError& error)
{
    switch (error.type()) {
    case QDBusError::ServiceUnknown:
    case QDBusError::NoServer:
    case QDBusError::Disconnected:
    case QDBusError::UnknownInterface:
    case QDBusError::UnknownObject: return {ErrorCode::Unavailable, "no Secret Service on the session bus", {}};
    case QDBusError::NoReply:
    case QDBusError::Timeout:
    case QDBusError::TimedOut: return {ErrorCode::DeadlineExceeded, "the Secret Service does not answer", {}};
    default: break;
    }
    if (error.name().startsWith(QLatin1String("org.freedesktop.DBus.Error.Spawn."))
        || error.name() == QLatin1String("org.freedesktop.DBus.Error.NameHasNoOwner"))
        return {ErrorCode::Unavailable, "the Secret Service cannot be started", {}};
    return {ErrorCode::Internal, error.message().toStdString(), {}};
}

Error errorOf(const QKeychain::Job& job)
{
    switch (job.error()) {
    case QKeychain::NoError: break;
    case QKeychain::EntryNotFound: return {ErrorCode::NotFound, "no such entry", {}};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied: return {ErrorCode::PermissionDenied, "access to the key ring is denied", {}};
    case QKeychain::NoBackendAvailable: return {ErrorCode::Unavailable, "no key ring", {}};
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: break;
    }
    return {ErrorCode::Internal, job.errorString().toStdString(), {}};
}

/// libsecret, which QtKeychain loads, stays with the session that it opened once; it ends with the daemon, and every call
/// after that fails ("the session wrapping the secret does not exist", measured with 0.20.5).
void forgetSession()
{
    static const QFunctionPointer disconnect
        = QLibrary::resolve(QStringLiteral("secret-1"), 0, "secret_service_disconnect");
    if (disconnect)
        disconnect();
}

} // namespace

/// One call, on the key ring's own thread: what it asks of D-Bus and QtKeychain, one after the other, each for so long.
class SystemKeyRing::Call
{
public:
    Call(Patience patience, std::shared_ptr<Shared> shared)
        : m_patience(patience)
        , m_shared(std::move(shared))
    {
    }

    /// What the Secret Service has under a name, without asking the user.
    struct Found
    {
        bool isUnlocked = false; ///< there is an entry that can be read
        bool isLocked = false; ///< there is one that cannot
    };
    [[nodiscard]] Result<Found> find(const QString& entry) const
    {
        const StringMap attributes{{QStringLiteral("server"), service()}, {QStringLiteral("user"), entry}};
        QDBusMessage message
            = toService(QStringLiteral("/org/freedesktop/secrets"), "org.freedesktop.Secret.Service", "SearchItems");
        message << QVariant::fromValue(attributes);
        FABRIC_TRY(const QDBusMessage answer, ask(message));
        const QDBusPendingReply<QList<QDBusObjectPath>, QList<QDBusObjectPath>> lists(answer);
        if (lists.isError())
            return tl::make_unexpected(errorOf(lists.error()));
        return Found{!lists.argumentAt<0>().isEmpty(), !lists.argumentAt<1>().isEmpty()};
    }

    /// Whether new entries need a password first: the default collection is locked, or there is none.
    [[nodiscard]] Result<bool> isLocked() const
    {
        QDBusMessage alias
            = toService(QStringLiteral("/org/freedesktop/secrets"), "org.freedesktop.Secret.Service", "ReadAlias");
        alias << QStringLiteral("default");
        FABRIC_TRY(const QDBusMessage answer, ask(alias));
        const QString path = QDBusPendingReply<QDBusObjectPath>(answer).value().path();
        if (path.size() <= 1) // "/" is nothing
            return true;
        QDBusMessage property = toService(path, "org.freedesktop.DBus.Properties", "Get");
        property << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
        FABRIC_TRY(const QDBusMessage locked, ask(property));
        return QDBusPendingReply<QDBusVariant>(locked).value().variant().toBool();
    }

    [[nodiscard]] Result<> store(const QString& entry, const QString& key) const
    {
        FABRIC_TRY(const bool isAsking, isLocked());
        auto* job = new QKeychain::WritePasswordJob(service());
        job->setTextData(key);
        auto done = finish(job, entry, isAsking, [](QKeychain::WritePasswordJob&) { return Result<>(); });
        if (!done && done.error().code == ErrorCode::DeadlineExceeded && isAsking)
            return locked([this] { return isLocked(); });
        return done;
    }

    [[nodiscard]] Result<QString> read(const QString& entry) const
    {
        FABRIC_TRY(const Found before, find(entry));
        auto key = finish(new QKeychain::ReadPasswordJob(service()), entry, !before.isUnlocked,
                          [](QKeychain::ReadPasswordJob& job) { return Result<QString>(job.textData()); });
        const auto stillLocked = [&]() -> Result<bool> {
            FABRIC_TRY(const Found now, find(entry));
            return now.isLocked;
        };
        if (!key && key.error().code == ErrorCode::DeadlineExceeded && before.isLocked)
            FABRIC_CHECK(locked(stillLocked));
        if (!key && key.error().code == ErrorCode::NotFound) {
            FABRIC_TRY(const bool isLocked, stillLocked());
            if (isLocked)
                return fail(ErrorCode::PermissionDenied, "the key ring was not unlocked");
        }
        return key;
    }

    [[nodiscard]] Result<> erase(const QString& entry) const
    {
        FABRIC_TRY(const Found before, find(entry));
        if (before.isLocked) // deleting does not unlock, reading does
            FABRIC_CHECK(read(entry));
        FABRIC_CHECK(finish(new QKeychain::DeletePasswordJob(service()), entry, !before.isUnlocked,
                            [](QKeychain::DeletePasswordJob&) { return Result<>(); })
                         .or_else([](const Error& error) -> Result<> {
                             if (error.code == ErrorCode::NotFound)
                                 return {};
                             return tl::make_unexpected(error);
                         }));
        FABRIC_TRY(const Found after, find(entry));
        if (after.isLocked || after.isUnlocked)
            return fail(ErrorCode::Internal, "the entry is still there");
        return {};
    }

private:
    [[nodiscard]] static QDBusMessage toService(const QString& path, const char* interface, const char* method)
    {
        return QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path, QLatin1String(interface),
                                              QLatin1String(method));
    }

    [[nodiscard]] Result<QDBusMessage> ask(const QDBusMessage& message) const
    {
        qDBusRegisterMetaType<StringMap>();
        const QDBusConnection bus = QDBusConnection::sessionBus();
        m_shared->isBusKnown = true;
        if (!bus.isConnected())
            return fail(ErrorCode::Unavailable, "no session bus");
        QDBusPendingCallWatcher watcher(bus.asyncCall(message, static_cast<int>(m_patience.answer.count())));
        QEventLoop loop;
        QObject::connect(&watcher, &QDBusPendingCallWatcher::finished, &loop, &QEventLoop::quit);
        if (!watcher.isFinished())
            wait(loop, m_patience.answer);
        if (!watcher.isFinished())
            return fail(ErrorCode::DeadlineExceeded, "the Secret Service does not answer");
        if (watcher.isError())
            return tl::make_unexpected(errorOf(watcher.error()));
        return watcher.reply();
    }

    /// Starts a job and takes its answer. One that does not end in time is given up.
    template <class Job, class Take>
    [[nodiscard]] std::invoke_result_t<Take, Job&> finish(Job* job, const QString& entry, bool isAsking,
                                                          Take take) const
    {
        std::optional<std::invoke_result_t<Take, Job&>> result;
        job->setKey(entry);
        job->setInsecureFallback(false);
        QEventLoop loop;
        QObject::connect(job, &QKeychain::Job::finished, &loop, [&] {
            if (job->error() == QKeychain::NoError)
                result = take(*job);
            else
                result = tl::make_unexpected(errorOf(*job));
            loop.quit();
        });
        forgetSession();
        job->start();
        wait(loop, isAsking ? m_patience.prompt : m_patience.answer);
        if (result)
            return *std::move(result);
        job->disconnect(&loop);
        giveUp(*job);
        return fail(ErrorCode::DeadlineExceeded, "the key ring does not answer");
    }

    /// A job cannot be broken off, and may never end (libsecret 0.20.5 forgets it if the daemon dies while it asks). Those
    /// after it need not wait for it: QtKeychain takes it as finished. It lives on, because its answer may still come.
    static void giveUp(QKeychain::Job& job)
    {
        job.setAutoDelete(false);
        job.emitFinishedWithError(QKeychain::OtherError, {});
        QObject::connect(&job, &QKeychain::Job::finished, &job, &QObject::deleteLater);
    }

    /// Why a question was not answered in time: nobody has unlocked it, or it hangs.
    template <class IsLocked>
    [[nodiscard]] static Result<> locked(IsLocked isStillLocked)
    {
        FABRIC_TRY(const bool isLocked, isStillLocked());
        if (isLocked)
            return fail(ErrorCode::FailedPrecondition, "the key ring is locked");
        return fail(ErrorCode::DeadlineExceeded, "the key ring does not answer");
    }

    void wait(QEventLoop& loop, milliseconds time) const
    {
        QTimer look;
        QObject::connect(&look, &QTimer::timeout, &loop, [&] {
            if (m_shared->isOver)
                loop.quit();
        });
        look.start(kLook);
        QTimer::singleShot(time, &loop, &QEventLoop::quit);
        loop.exec();
    }

    Patience m_patience;
    std::shared_ptr<Shared> m_shared;
};

SystemKeyRing::SystemKeyRing(Patience patience, QObject* parent)
    : QObject(parent)
    , m_patience(patience)
{
    m_thread->setMaxThreadCount(1);
    m_thread->setExpiryTimeout(-1); // the jobs of QtKeychain live on it
}

SystemKeyRing::~SystemKeyRing()
{
    m_shared->isOver = true;
    m_thread->clear();
    if (!m_thread->waitForDone(kEndMs)) [[maybe_unused]]
        auto* const left = m_thread.release(); // it would wait for as long as D-Bus does
}

template <class T>
QFuture<Result<T>> SystemKeyRing::run(std::function<Result<T>(const Call&)> work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    m_thread->start([work = std::move(work), promise, shared = m_shared, call = Call(m_patience, m_shared)] {
        if (!shared->isOver)
            promise->addResult(work(call));
        promise->finish();
    });
    // Meeting the bus has no time limit of its own.
    QTimer::singleShot(m_patience.answer, this, [promise, shared = m_shared] {
        if (!shared->isBusKnown) {
            promise->addResult(fail(ErrorCode::DeadlineExceeded, "the session bus does not answer"));
            promise->finish();
        }
    });
    return promise->future();
}

QFuture<Result<>> SystemKeyRing::probe()
{
    return run<void>([](const Call& call) -> Result<> {
        FABRIC_CHECK(call.find({}));
        return {};
    });
}

QFuture<Result<>> SystemKeyRing::store(const QString& entry, const QString& key)
{
    return run<void>([entry, key](const Call& call) { return call.store(entry, key); });
}

QFuture<Result<QString>> SystemKeyRing::read(const QString& entry)
{
    return run<QString>([entry](const Call& call) { return call.read(entry); });
}

QFuture<Result<>> SystemKeyRing::erase(const QString& entry)
{
    return run<void>([entry](const Call& call) { return call.erase(entry); });
}

} // namespace fabric::session
