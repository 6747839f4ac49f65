// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// The rows of a plan's operations: one for each field that an operation changes.

#include "app/model/plan_summary.h"

#include <QCoreApplication>
#include <QStringList>

namespace fabric::model {
namespace {

using planning::Plan;

QString text(const char* source)
{
    return QCoreApplication::translate("PlanWords", source);
}

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

/// The resource that a field belongs to: the longest one that its path begins with; empty if there is none.
std::string resourceOf(const provider::Operation& operation, const std::string& path)
{
    std::string best;
    for (const provider::ResourceId& id : operation.touches) {
        const std::string& name = id.value();
        const bool isPrefix
            = path == name || (path.starts_with(name) && (path[name.size()] == '.' || path[name.size()] == '['));
        if (isPrefix && name.size() > best.size())
            best = name;
    }
    return best;
}

std::string lastPart(const std::string& path)
{
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? path : path.substr(dot + 1);
}

/// True if @p risk names the field, its resource, the node that the resource is, or an edge that begins there.
bool isAbout(const planning::Risk& risk, const provider::FieldEdit& edit, const std::string& resource)
{
    if (risk.subject == edit.pointer || risk.subject == edit.path || risk.subject == resource)
        return true;
    std::string_view node = risk.subject; // or kind|from|to|key
    if (const std::size_t from = node.find('|'); from != std::string_view::npos)
        node = node.substr(from + 1, node.find('|', from + 1) - from - 1);
    const std::size_t colon = node.find(':');
    return colon != std::string_view::npos && node.substr(colon + 1) == lastPart(resource);
}

/// The highest risk about the field. One that is about no field of its operation by name (an account, a model, a route) may come
/// from any of them, and counts for all: better too loud than "low" at the edit that makes a plan critical.
planning::RiskLevel riskOf(const Plan& plan, int operation, const provider::FieldEdit& edit)
{
    const provider::Operation& done = plan.operations[static_cast<std::size_t>(operation)];
    planning::RiskLevel highest = planning::RiskLevel::Low;
    for (const planning::Risk& risk : plan.risks) {
        if (risk.operation && *risk.operation != operation)
            continue;
        const auto isOf
            = [&](const provider::FieldEdit& one) { return isAbout(risk, one, resourceOf(done, one.path)); };
        if (isOf(edit) || (risk.operation && std::none_of(done.changes.begin(), done.changes.end(), isOf)))
            highest = std::max(highest, risk.level);
    }
    return highest;
}

struct KindWord
{
    QString word;
    Ui::Tone tone;
};

KindWord kindOf(const provider::FieldEdit& edit)
{
    if (edit.before.is_null())
        return {text("create"), Ui::Ok};
    return edit.after.is_null() ? KindWord{text("delete"), Ui::Bad} : KindWord{text("update"), Ui::Neutral};
}

/// What the resource is called: an agent by its name, anything else by its last part.
QString onWords(const std::string& resource, const std::string& path, const NameOf& nameOf)
{
    if (resource.starts_with("agents."))
        return nameOf(topology::nodeId(topology::NodeKind::Agent, lastPart(resource)));
    const std::size_t dot = resource.rfind('.'); // a whole field is called by what it is in
    return resource == path && dot != std::string::npos ? qt(resource.substr(0, dot)) : qt(lastPart(resource));
}

/// The field inside its resource; of a whole resource what it is.
QString fieldWords(const std::string& resource, const std::string& path)
{
    if (resource.size() == path.size() && resource.starts_with("agents.entries."))
        return text("agent");
    if (resource.empty() || resource.size() == path.size())
        return qt(lastPart(path));
    const std::string inside = path.substr(resource.size());
    return qt(inside.starts_with('.') ? inside.substr(1) : inside);
}

ShownRow rowOf(const Plan& plan, int index, const provider::FieldEdit& edit, const NameOf& nameOf)
{
    const provider::Operation& operation = plan.operations[static_cast<std::size_t>(index)];
    const std::string resource = resourceOf(operation, edit.path);
    const KindWord kind = kindOf(edit);
    const QString field = fieldWords(resource, edit.path);
    const std::string level(planning::toText(riskOf(plan, index, edit)));
    const QString on = onWords(resource.empty() ? edit.path : resource, edit.path, nameOf);
    const QString from = valueWords(edit.before);
    const QString to = valueWords(edit.after);
    const QString spoken
        = text("%1 %2 of %3 from %4 to %5, risk %6").arg(kind.word, field, on, from, to, riskWord(level));
    return {std::to_string(index) + edit.pointer,
            {kind.word, static_cast<int>(kind.tone), on, field, from, to, riskWord(level),
             static_cast<int>(riskTone(level)), spoken}};
}

} // namespace

std::vector<ShownRow> operationRows(const Plan& plan, const NameOf& nameOf)
{
    std::vector<ShownRow> rows;
    for (int i = 0; i < static_cast<int>(plan.operations.size()); ++i) {
        const provider::Operation& operation = plan.operations[static_cast<std::size_t>(i)];
        for (const provider::FieldEdit& edit : operation.changes)
            rows.push_back(rowOf(plan, i, edit, nameOf));
        if (!operation.changes.empty())
            continue;
        // A call that changes no field of the document (a delete): what it touches says what it is about.
        for (const provider::ResourceId& id : operation.touches) {
            const provider::FieldEdit edit{id.value(), id.value(), Json(id.value()), Json()};
            rows.push_back(rowOf(plan, i, edit, nameOf));
        }
    }
    return rows;
}

} // namespace fabric::model
