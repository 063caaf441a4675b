#include "endpoints/admin/json.hpp"

#include <tessera/codec/json.hpp>

#include "endpoints/admin/api.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::value;

value text(const std::optional<Uuid>& id) {
  return id ? value(to_string(*id)) : value(nullptr);
}
value text(const std::optional<TimePoint>& time) {
  return time ? value(rfc3339(*time)) : value(nullptr);
}

boost::json::array texts(const std::vector<std::string>& words) {
  boost::json::array out;
  for (const auto& word : words) out.emplace_back(word);
  return out;
}

object to_json(const people::Affiliation& affiliation) {
  return {{"employer", affiliation.employer},
          {"unit", to_string(affiliation.unit)},
          {"post", affiliation.post},
          {"sponsor", text(affiliation.sponsor)},
          {"starts", rfc3339(affiliation.starts)},
          {"ends", text(affiliation.ends)}};
}

}  // namespace

object to_json(const access::Unit& unit) {
  return {{"id", to_string(unit.id)},
          {"parent", text(unit.parent)},
          {"name", unit.name},
          {"created", rfc3339(unit.created)},
          {"version", unit.version}};
}

object to_json(const access::Role& role) {
  boost::json::array needs;
  for (const auto& each : role.prerequisites) needs.emplace_back(each.kind + ':' + each.value);
  return {{"name", role.name},
          {"title", role.title},
          {"builtin", role.builtin},
          {"permissions", texts(role.permissions)},
          {"parents", texts(role.parents)},
          {"closure", texts(role.closure)},
          {"approvals", role.limits.approvals},
          {"longest_days", role.limits.longest},
          {"most_holders", role.limits.most_holders.value_or(0)},
          {"delegable", role.limits.delegable},
          {"prerequisites", std::move(needs)},
          {"created", rfc3339(role.created)},
          {"version", role.version}};
}

object to_json(const access::RoleGrant& grant) {
  return {{"id", to_string(grant.id)},
          {"person", to_string(grant.person)},
          {"role", grant.role},
          {"unit", to_string(grant.unit)},
          {"starts", rfc3339(grant.starts)},
          {"ends", text(grant.ends)},
          {"reason", grant.reason},
          {"granted_by", text(grant.granted_by)},
          {"created", rfc3339(grant.created)},
          {"revoked", text(grant.revoked)},
          {"revoked_by", text(grant.revoked_by)},
          {"purposes", texts(grant.purposes)},
          {"delegated_from", text(grant.delegated_from)},
          {"request", text(grant.request)},
          {"version", grant.version}};
}

object to_json(const access::Decision& decision) {
  return {{"allowed", decision.allowed()},
          {"outcome", access::to_string(decision.outcome)},
          {"wanted_acr", tessera::to_string(decision.wanted)},
          {"reason", decision.reason},
          {"role", decision.role},
          {"role_grant", text(decision.role_grant)},
          {"path", texts(decision.path)}};
}

object to_json(const access::Purpose& purpose) {
  return {{"code", purpose.code},
          {"title", purpose.title},
          {"legal_basis", purpose.legal_basis},
          {"data_classes", texts(purpose.data_classes)}};
}

object to_json(const access::WorkCase& work_case) {
  return {{"id", to_string(work_case.id)},
          {"purpose", work_case.purpose},
          {"reference", work_case.reference},
          {"person", to_string(work_case.person)},
          {"assignee", to_string(work_case.assignee)},
          {"unit", to_string(work_case.unit)},
          {"opened_by", text(work_case.opened_by)},
          {"opened", rfc3339(work_case.opened)},
          {"closes", rfc3339(work_case.closes)},
          {"reason", work_case.reason},
          {"closed", text(work_case.closed)},
          {"closed_by", text(work_case.closed_by)},
          {"version", work_case.version}};
}

object to_json(const access::Training& training) {
  return {{"id", to_string(training.id)},
          {"person", to_string(training.person)},
          {"course", training.course},
          {"completed", rfc3339(training.completed)},
          {"expires", rfc3339(training.expires)},
          {"recorded_by", text(training.recorded_by)},
          {"recorded", rfc3339(training.recorded)}};
}

object to_json(const people::Person& person) {
  return {
      {"id", to_string(person.id)},
      {"state", people::to_string(person.state)},
      {"intervention", people::to_string(person.standing.word())},
      {"ial", static_cast<int>(person.ial)},
      {"citizen", person.citizen},
      {"affiliation", person.affiliation ? value(to_json(*person.affiliation)) : value(nullptr)},
      {"locale", person.locale},
      {"created", rfc3339(person.created)},
      {"version", person.version}};
}

object to_json(const people::Attribute& attribute) {
  return {{"name", attribute.name},
          {"value", attribute.value},
          {"source", attribute.source},
          {"method", attribute.method},
          {"verifier", text(attribute.verifier)},
          {"verified", text(attribute.verified)},
          {"recorded", rfc3339(attribute.recorded)}};
}

object to_json(const authn::Session& session) {
  return {{"id", to_string(session.id)},
          {"person", to_string(session.person)},
          {"acr", tessera::to_string(session.acr)},
          {"amr", texts(session.amr)},
          {"auth_time", rfc3339(session.auth_time)},
          {"created", rfc3339(session.created)},
          {"last_seen", rfc3339(session.last_seen)},
          {"expires", rfc3339(session.expires)},
          {"user_agent", session.user_agent},
          {"address_class", session.address_class},
          {"place", session.place}};
}

object to_json(const enrol::Invitation& invitation) {
  return {{"id", to_string(invitation.id)},
          {"state", enrol::to_string(invitation.state)},
          {"bootstrap", invitation.bootstrap},
          {"affiliation", to_json(invitation.affiliation)},
          {"locale", invitation.locale},
          {"invited_by", text(invitation.invited_by)},
          {"application", text(invitation.application)},
          {"person", text(invitation.person)},
          {"created", rfc3339(invitation.created)},
          {"expires", rfc3339(invitation.expires)}};
}

object to_json(const oauth::Client& client) {
  return {{"client_id", to_string(client.id)},
          {"status", oauth::to_string(client.status)},
          {"registration", oauth::to_json(client.registration)},
          {"created", rfc3339(client.created)},
          {"updated", rfc3339(client.updated)},
          {"version", client.version}};
}

object to_json(const oauth::NewClient& client) {
  auto out = to_json(client.client);
  if (!client.secret.empty()) out["client_secret"] = client.secret.reveal();
  return out;
}

object to_json(const audit::SealedRow& row) {
  return {{"id", to_string(row.id)},
          {"time", rfc3339(row.time)},
          {"type", row.type},
          {"actor", text(row.actor)},
          {"subject", text(row.subject)},
          {"event", codec::parse_json(row.body).value_or(value(nullptr))}};
}

}  // namespace tessera::endpoints::admin
