#include "store/postgres/approval_store.hpp"

#include <algorithm>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

access::ApprovalRequest read_request(const Row& row) {
  return {.id = row.uuid(0),
          .kind = access::parse_approval_kind(row.text(1)).value(),
          .state = access::parse_approval_state(row.text(2)).value(),
          .subject = row.string(3),
          .object = row.string(4),
          .object_hash = row.bytes(5),
          .seal = row.bytes(6),
          .requester = row.opt_uuid(7),
          .beneficiary = row.opt_uuid(8),
          .unit = row.uuid(9),
          .needed = static_cast<int>(row.integer(10)),
          .pool = static_cast<int>(row.integer(11)),
          .reason = row.string(12),
          .created = row.time(13),
          .expires = row.time(14),
          .ended = row.opt_time(15),
          .failure = row.string(16),
          .reminded = static_cast<int>(row.integer(17)),
          .escalated = row.boolean(18),
          .version = row.integer(19)};
}

std::vector<access::ApprovalRequest> read_requests(const Rows& rows) {
  std::vector<access::ApprovalRequest> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_request(rows[i]));
  return out;
}

access::Approval read_approval(const Row& row) {
  return {.request = row.uuid(0),
          .approver = row.uuid(1),
          .verdict = access::parse_verdict(row.text(2)).value(),
          .reason = row.string(3),
          .proof = {.authenticator = row.uuid(4),
                    .client_data = row.bytes(5),
                    .authenticator_data = row.bytes(6),
                    .signature = row.bytes(7),
                    .key_box = row.bytes(8)},
          .signed_at = row.time(9)};
}

std::vector<access::Approval> read_approvals(Connection& db, const std::vector<Uuid>& requests) {
  std::vector<access::Approval> out;
  const auto rows = db.exec(sql::approval_load_approvals, {requests});
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_approval(rows[i]));
  return out;
}

std::vector<Uuid> distinct(std::vector<Uuid> ids) {
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

// Whether all that the approvals rest on is in force; it stays so until the commit.
bool holds(Connection& db, const access::Settlement& s) {
  const auto grants = distinct(s.role_grants), people = distinct(s.approvers),
             keys = distinct(s.authenticators);
  const auto rows = db.exec(sql::approval_lock_basis, {grants, people, keys, s.now});
  const auto is = [&rows](int column, const std::vector<Uuid>& wanted) {
    return rows[0].integer(column) == static_cast<std::int64_t>(wanted.size());
  };
  return is(0, grants) && is(1, people) && is(2, people) && is(3, keys);
}

}  // namespace

Task<bool> ApprovalStore::create(const access::ApprovalRequest& r, access::ApprovalNews news) {
  const MessageColumns m(news.messages, r.created);
  const auto sealed = seal_one(journal_, std::move(news.event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::approval_create,
                    {journal_param(sealed->rows()), r.id, access::to_string(r.kind), r.subject,
                     r.object, r.object_hash, r.seal, r.requester, r.beneficiary, r.unit, r.needed,
                     r.pool, r.reason, r.created, r.expires, m.ids, m.kinds,
                     bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::optional<access::ApprovalRequest>> ApprovalStore::load(const Uuid& id) {
  co_return co_await pool_.run([&id](Connection& db) -> std::optional<access::ApprovalRequest> {
    const auto rows = db.exec(sql::approval_load, {id});
    if (rows.empty()) return std::nullopt;
    return read_request(rows[0]);
  });
}

Task<std::vector<access::ApprovalRequest>> ApprovalStore::list(
    const access::ApprovalFilter& filter, const std::optional<std::set<Uuid>>& units) {
  co_return co_await pool_.run([&filter, &units](Connection& db) {
    Param in_units(nullptr);
    if (units) in_units = Param(std::vector<Uuid>(units->begin(), units->end()));
    const auto state = filter.state ? access::to_string(*filter.state) : std::string_view{};
    return read_requests(db.exec(
        sql::approval_list, {state, filter.open_only, filter.party, filter.not_of, filter.undecided,
                             in_units, filter.after, static_cast<std::int64_t>(filter.limit)}));
  });
}

Task<std::vector<access::Approval>> ApprovalStore::approvals(const Uuid& request) {
  co_return co_await pool_.run(
      [&request](Connection& db) { return read_approvals(db, {request}); });
}

Task<std::vector<access::ApprovalStore::Signed>> ApprovalStore::of_role_grants(
    const std::vector<Uuid>& role_grants) {
  co_return co_await pool_.run([&role_grants](Connection& db) {
    std::vector<std::string> subjects;
    for (const auto& id : role_grants) subjects.push_back(to_string(id));
    std::vector<Signed> out;
    std::vector<Uuid> ids;
    for (auto& request : read_requests(db.exec(sql::approval_load_of_grants, {subjects}))) {
      ids.push_back(request.id);
      out.push_back({.request = std::move(request), .approvals = {}});
    }
    if (ids.empty()) return out;
    for (auto& approval : read_approvals(db, ids)) {
      const auto whose = std::ranges::find_if(
          out, [&approval](const Signed& each) { return each.request.id == approval.request; });
      whose->approvals.push_back(std::move(approval));
    }
    return out;
  });
}

Task<bool> ApprovalStore::add(const access::NewVerdict& v, access::ApprovalNews news) {
  const auto& a = v.approval;
  const MessageColumns m(news.messages, a.signed_at);
  const auto sealed = seal_one(journal_, std::move(news.event));
  const bool done = co_await pool_.run([&](Connection& db) {
    try {
      return !db.exec(sql::approval_add,
                      {journal_param(sealed->rows()), a.request, v.version, a.approver,
                       access::to_string(a.verdict), a.reason, a.proof.authenticator,
                       a.proof.client_data, a.proof.authenticator_data, a.proof.signature,
                       a.proof.key_box, a.signed_at, static_cast<std::int64_t>(v.sign_count), m.ids,
                       m.kinds, bytes_array(m.payloads), m.dues})
                  .empty();
    } catch (const ConstraintViolation& e) {
      if (e.is_unique()) return false;
      throw;
    }
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> ApprovalStore::settle(const access::Settlement& s, access::ApprovalNews news) {
  const MessageColumns m(news.messages, s.now);
  const auto sealed = seal_one(journal_, std::move(news.event));
  const bool done = co_await pool_.run([&](Connection& db) {
    bool settled = false;
    db.transaction([&] {
      settled = holds(db, s) && !db.exec(sql::approval_settle,
                                         {journal_param(sealed->rows()), s.request, s.version,
                                          s.now, m.ids, m.kinds, bytes_array(m.payloads), m.dues})
                                     .empty();
    });
    return settled;
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> ApprovalStore::move_to(const access::ApprovalMove& move, std::string_view state,
                                  access::ApprovalNews news) {
  const MessageColumns m(news.messages, move.now);
  const auto sealed = seal_one(journal_, std::move(news.event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::approval_move,
                    {journal_param(sealed->rows()), move.request, move.version, state, move.failure,
                     move.now, m.ids, m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> ApprovalStore::move(const access::ApprovalMove& move, access::ApprovalNews news) {
  co_return co_await move_to(move, access::to_string(move.to), std::move(news));
}

Task<bool> ApprovalStore::note_failure(const access::ApprovalMove& move,
                                       access::ApprovalNews news) {
  co_return co_await move_to(move, {}, std::move(news));
}

Task<bool> ApprovalStore::note_told(const access::ApprovalRequest& request, access::Due what,
                                    TimePoint now, access::ApprovalNews news) {
  const MessageColumns m(news.messages, now);
  const auto sealed = seal_one(journal_, std::move(news.event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::approval_note_told, {journal_param(sealed->rows()), request.id,
                                              request.version, what == access::Due::escalate, now,
                                              m.ids, m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::vector<access::ApprovalRequest>> ApprovalStore::due(TimePoint now) {
  co_return co_await pool_.run(
      [now](Connection& db) { return read_requests(db.exec(sql::approval_load_open, {now})); });
}

Task<access::ApproverFacts> ApprovalStore::facts(const access::ApprovalRequest& request,
                                                 const Uuid& approver) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows =
        db.exec(sql::approval_load_facts, {approver, request.requester, request.beneficiary,
                                           request.created - access::kApprovalLife});
    access::ApproverFacts facts{.below_requester = rows[0].boolean(0),
                                .below_beneficiary = rows[0].boolean(1)};
    for (const auto& text : rows[0].texts(2))
      facts.given_by_parties.insert(parse_uuid(text).value());
    return facts;
  });
}

Task<std::vector<access::ApprovalStore::Candidate>> ApprovalStore::candidates(const Uuid& unit,
                                                                              TimePoint now) {
  co_return co_await pool_.run([&unit, now](Connection& db) {
    std::vector<Candidate> out;
    const auto rows = db.exec(sql::approval_load_candidates, {unit, now});
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.push_back({.person = rows[i].uuid(0), .distance = static_cast<int>(rows[i].integer(1))});
    return out;
  });
}

Task<std::set<Uuid>> ApprovalStore::compromised(const std::vector<Uuid>& authenticators) {
  co_return co_await pool_.run([&authenticators](Connection& db) {
    std::set<Uuid> out;
    const auto rows = db.exec(sql::approval_load_compromised, {authenticators});
    for (std::size_t i = 0; i < rows.size(); ++i) out.insert(rows[i].uuid(0));
    return out;
  });
}

Task<std::map<access::ApprovalKind, int>> ApprovalStore::policy() {
  co_return co_await pool_.run([](Connection& db) {
    std::map<access::ApprovalKind, int> out;
    const auto rows = db.exec(sql::approval_load_policy);
    for (std::size_t i = 0; i < rows.size(); ++i)
      out[access::parse_approval_kind(rows[i].text(0)).value()] =
          static_cast<int>(rows[i].integer(1));
    return out;
  });
}

Task<> ApprovalStore::set_policy(access::ApprovalKind kind, int needed, TimePoint now,
                                 audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::approval_set_policy,
            {journal_param(sealed->rows()), access::to_string(kind), needed, now});
    return true;
  });
  sealed->committed();
}

}  // namespace tessera::store::postgres
