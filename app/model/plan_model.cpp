// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/plan_model.h"

#include "app/model/format.h"
#include "app/model/plan_graph.h"
#include "core/planning/node_renames.h"
#include "core/wire/plan_name.h"

namespace fabric::model {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

/// What would be sent, call by call.
QString payloadOf(const planning::Plan& plan)
{
    constexpr int kIndent = 2;
    QStringList calls;
    for (const provider::Operation& operation : plan.operations) {
        const std::string kind(provider::toText(operation.kind));
        calls << qt("// " + kind + "\n" + operation.payload.dump(kIndent, ' ', false, Json::error_handler_t::replace));
    }
    return calls.join(QStringLiteral("\n\n"));
}

} // namespace

PlanModel::PlanModel(QObject* parent)
    : QObject(parent)
    , m_operations(kOperationRoles)
    , m_findings(kFindingRoles)
{
}

void PlanModel::setDocument(const wire::PlanDocument& document, UnixMillis now)
{
    const bool isOther
        = document.summary.id != m_document.summary.id || document.summary.runtime != m_document.summary.runtime;
    m_document = document;
    m_now = now;
    if (isOther) {
        m_observed = {};
        m_graphProblem = tr("Loading the graph that the plan was made on");
        m_texts.setTexts({}, {});
    }
    read();
    describe();
    draw();
    m_status = statusNow();
    Q_EMIT changed();
}

void PlanModel::clear()
{
    setDocument({}, m_now);
}

Result<> PlanModel::setTexts(const wire::PlanTexts& texts)
{
    const Result<> checked = m_read
        ? checkTexts(m_read->plan, texts)
        : fail(ErrorCode::InvalidArgument, "the plan that they belong to is not understood");
    if (checked)
        m_texts.setTexts(qt(texts.before), qt(texts.after));
    else
        m_texts.setTexts({}, {});
    return checked;
}

void PlanModel::setObserved(const topology::Graph* observed, const QString& problem)
{
    m_observed = observed != nullptr ? *observed : topology::Graph();
    m_graphProblem = problem;
    describe();
    draw();
    Q_EMIT changed();
}

void PlanModel::setNow(UnixMillis now)
{
    m_now = now;
    Status status = statusNow();
    if (status.text == m_status.text)
        return;
    m_status = std::move(status);
    Q_EMIT changed();
}

void PlanModel::read()
{
    m_read.reset();
    m_unsound.clear();
    if (!hasPlan())
        return;
    auto read = readPlan(m_document.plan);
    if (!read) {
        m_unsound = tr("It cannot be read here: %1 (%2). Only what is understood whole may be decided about; is the "
                       "agent newer than this console?")
                        .arg(qt(read.error().message), qt(read.error().where));
        return;
    }
    if (m_document.summary.id != read->digest.text())
        m_unsound = tr("The agent calls it %1, computed here from what it sent it is %2. Do not use it; look into the "
                       "agent's host.")
                        .arg(model::digestWords(m_document.summary.id), model::digestWords(read->digest.text()));
    else if (const std::string field = disagreement(m_document.summary, *read); !field.empty())
        m_unsound = tr("The agent's summary and its plan do not say the same about “%1”. Do not use it; look into the "
                       "agent's host.")
                        .arg(qt(field));
    m_read = *std::move(read);
}

void PlanModel::describe()
{
    if (!m_read) {
        m_risk = m_reload = m_affected = m_undo = {};
        m_callout = {};
        m_payload.clear();
        m_operations.setRows({});
        m_findings.setRows({});
        return;
    }
    const planning::Plan& plan = m_read->plan;
    const bool isItsGraph = m_observed.digest() == plan.observedGraph; // another one may call its agents anything
    const NameOf nameOf = namesOf(plan, isItsGraph ? m_observed : topology::Graph());
    m_risk = riskCard(plan, nameOf);
    m_reload = reloadCard(plan);
    m_affected = affectedCard(plan, nameOf);
    m_undo = undoCard(plan, m_document.notes);
    m_callout = calloutOf(plan, nameOf);
    m_payload = payloadOf(plan);
    m_operations.setRows(operationRows(plan, nameOf));
    m_findings.setRows(findingRows(plan, nameOf));
}

void PlanModel::draw()
{
    PlanGraph* picture = PlanGraph::instance();
    const auto none = [&](const QString& why) {
        m_graphProblem = why;
        picture->setGraph({}, {});
    };
    if (!m_read)
        return none(m_unsound);
    if (m_observed.isEmpty())
        return none(m_graphProblem);
    if (m_observed.digest() != m_read->plan.observedGraph)
        return none(tr("The graph that the plan was made on is not there any more."));
    // The difference names renamed nodes by their new ids.
    auto both
        = planning::renamedGraph(m_observed, m_read->plan.renames).and_then([this](const topology::Graph& before) {
              return unionOf(before, m_read->plan.diff);
          });
    if (!both)
        return none(tr("The plan's difference does not fit the graph: %1").arg(qt(both.error().message)));
    m_graphProblem.clear();
    picture->setGraph(both->graph, planId());
    picture->setMarks(std::move(both->marks));
}

QString PlanModel::planId() const
{
    return qt(wire::toText({m_document.summary.id, m_document.summary.runtime}));
}

QString PlanModel::runtimeId() const
{
    return qt(m_document.summary.runtime);
}

QString PlanModel::title() const
{
    if (!m_document.summary.title.empty())
        return qt(m_document.summary.title);
    return m_read ? titleOf(m_read->plan) : tr("A plan that cannot be read here");
}

QString PlanModel::sentence() const
{
    return m_read ? sentenceOf(m_read->plan) : QString();
}

QString PlanModel::about() const
{
    const auto moment = [this](const std::string& text) {
        const auto time = timeFromWire(text);
        return time ? model::moment(*time, m_now) : qt(text);
    };
    const wire::PlanSummary& summary = m_document.summary;
    if (!hasPlan())
        return {};
    return isExpired()
        ? tr("by %1, %2 · expired %3").arg(qt(summary.author), moment(summary.createdAt), moment(summary.expiresAt))
        : tr("by %1, %2 · may be used until %3")
              .arg(qt(summary.author), moment(summary.createdAt), moment(summary.expiresAt));
}

QString PlanModel::reason() const
{
    return qt(m_document.summary.reason);
}

QString PlanModel::digest() const
{
    return m_read ? qt(m_read->digest.text()) : QString();
}

QString PlanModel::digestText() const
{
    return m_read ? QStringLiteral("sha256 ") + model::digestWords(m_read->digest.text()) : tr("no digest");
}

QString PlanModel::digestVerdict() const
{
    return isSound() ? tr("computed here from what is shown, equal to the agent's")
                     : tr("not what the agent says: nothing can be decided");
}

QString PlanModel::digits() const
{
    return m_read ? digestDigits(m_read->digest.text()) : QString();
}

QString PlanModel::unsoundTitle() const
{
    return isSound() ? QString() : tr("This plan does not add up.");
}

bool PlanModel::needsDigits() const
{
    return m_read && m_read->plan.widensAuthority();
}

bool PlanModel::isExpired() const
{
    const auto expires = timeFromWire(m_document.summary.expiresAt);
    return expires && *expires <= m_now;
}

QString PlanModel::whyNotStart() const
{
    if (!hasPlan())
        return tr("There is no plan.");
    if (!isSound())
        return tr("The plan does not add up.");
    if (m_read->plan.isEmpty())
        return tr("There is nothing to do.");
    if (!m_document.stale.empty())
        return tr("Something that it relies on changed since: make it again.");
    return isExpired() ? tr("It has expired: make it again.") : QString();
}

QString PlanModel::staleText() const
{
    if (m_document.stale.empty())
        return {};
    QStringList names;
    for (const std::string& resource : m_document.stale)
        names << qt(resource);
    constexpr qsizetype kMost = 4;
    return tr("Changed since it was made: %1. It would be refused; make it again from what runs now.")
        .arg(someOf(names, kMost));
}

PlanModel::Status PlanModel::statusNow() const
{
    if (!hasPlan())
        return {};
    if (!isSound())
        return {tr("does not add up"), Ui::Bad};
    if (m_read->plan.isEmpty())
        return {tr("nothing to do"), Ui::Neutral};
    if (!m_document.stale.empty())
        return {tr("overtaken"), Ui::Bad};
    if (isExpired())
        return {tr("expired"), Ui::Warn};
    if (const auto& state = m_document.summary.rolloutState)
        return {stateShort(*state), rolloutTone(*state)};
    if (!m_document.summary.rollouts.empty())
        return {tr("rolled out before"), Ui::Neutral};
    return needsDigits() ? Status{tr("needs an admin"), Ui::Pending} : Status{tr("ready"), Ui::Ok};
}

QString PlanModel::lastRollout() const
{
    return m_document.summary.rollouts.empty() ? QString() : qt(m_document.summary.rollouts.front());
}

bool PlanModel::isRestart() const
{
    return m_read && m_read->plan.reload == provider::ReloadKind::Restart;
}

} // namespace fabric::model
