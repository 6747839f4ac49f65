// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/prober.h"

#include <QObject>

#include <optional>
#include <string_view>

namespace fabric::rollouts {

/// A prober on a socket of its own for each question. It sends one request without any credential, reads the status line (at
/// most kMaxStatusLineBytes) and hangs up. No proxy, no redirection, no cookie; certificates are checked against the system's.
///
/// Threads: the one that made it. Questions that are open at its end get no answer.
class QtProber final : public QObject, public Prober
{
    Q_OBJECT

public:
    static constexpr int kMaxStatusLineBytes = 1024;

    explicit QtProber(QObject* parent = nullptr);
    ~QtProber() override;
    void get(const std::string& url, std::chrono::milliseconds within, std::function<void(Result<int>)> done) override;
};

/// The status in `HTTP/1.1 204 No Content`; nothing if it is no status line of HTTP/1.x.
[[nodiscard]] std::optional<int> statusIn(std::string_view line);

} // namespace fabric::rollouts
