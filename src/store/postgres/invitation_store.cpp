#include "store/postgres/invitation_store.hpp"

#include <array>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::store::postgres {
namespace {

using enrol::InvitationState;
using enrol::StoredInvitation;

InvitationState read_state(std::string_view text) {
  for (const auto state : {InvitationState::open, InvitationState::accepted, InvitationState::used,
                           InvitationState::revoked}) {
    if (to_string(state) == text) return state;
  }
  return InvitationState::expired;
}

StoredInvitation read_invitation(const Row& row) {
  return {.invitation = {.id = row.uuid(0),
                         .state = read_state(row.text(1)),
                         .bootstrap = row.boolean(2),
                         .affiliation = {.employer = row.string(3),
                                         .unit = row.uuid(4),
                                         .post = row.string(5),
                                         .sponsor = row.opt_uuid(6),
                                         .starts = row.time(7),
                                         .ends = row.opt_time(8)},
                         .locale = row.string(9),
                         .invited_by = row.opt_uuid(10),
                         .application = row.opt_uuid(11),
                         .person = row.opt_uuid(12),
                         .created = row.time(13),
                         .expires = row.time(14)},
          .contact_box = row.opt_bytes(15).value_or(Bytes{})};
}

std::optional<StoredInvitation> first(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_invitation(rows[0]);
}

}  // namespace

Task<bool> InvitationStore::create(const StoredInvitation& stored, const Bytes& code_hash,
                                   std::vector<audit::Event> events,
                                   std::vector<OutboxMessage> messages) {
  const auto& invitation = stored.invitation;
  const auto& staff = invitation.affiliation;
  const auto sealed = journal_.seal(std::move(events));
  const MessageColumns m(messages, invitation.created);
  const auto contact =
      stored.contact_box.empty() ? std::optional<Bytes>{} : std::optional(stored.contact_box);
  const std::vector<Param> params{journal_param(sealed->rows()),
                                  invitation.id,
                                  invitation.bootstrap,
                                  code_hash,
                                  contact,
                                  staff.employer,
                                  staff.unit,
                                  staff.post,
                                  staff.sponsor,
                                  staff.starts,
                                  staff.ends,
                                  invitation.locale,
                                  invitation.invited_by,
                                  invitation.created,
                                  invitation.expires,
                                  m.ids,
                                  m.kinds,
                                  bytes_array(m.payloads),
                                  m.dues};
  const bool made = co_await pool_.run([&](Connection& db) {
    bool done = false;
    db.transaction([&] {
      if (invitation.bootstrap && db.exec(sql::invitation_revoke_open_bootstrap, {}).empty())
        return;
      done = !db.exec(sql::invitation_create, params).empty();
    });
    return done;
  });
  if (made) sealed->committed();
  co_return made;
}

Task<std::optional<StoredInvitation>> InvitationStore::load(const Uuid& id) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first(db.exec(sql::invitation_load, {id})); });
}

Task<std::optional<StoredInvitation>> InvitationStore::find_open(const Bytes& code_hash,
                                                                 TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return first(db.exec(sql::invitation_find_open, {code_hash, now})); });
}

Task<std::vector<enrol::Invitation>> InvitationStore::list() {
  const auto rows =
      co_await pool_.run([&](Connection& db) { return db.exec(sql::invitation_list, {}); });
  std::vector<enrol::Invitation> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_invitation(rows[i]).invitation);
  co_return out;
}

Task<bool> InvitationStore::save_step(const enrol::InvitationStep& step) {
  const auto sealed = journal_.seal(step.events);
  const bool saved = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::invitation_save_state,
                    {journal_param(sealed->rows()), step.id, to_string(step.from),
                     to_string(step.to), step.application, step.person, step.now})
                .empty();
  });
  if (saved) sealed->committed();
  co_return saved;
}

Task<int> InvitationStore::expire(TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    return static_cast<int>(db.exec(sql::invitation_expire, {now})[0].integer(0));
  });
}

}  // namespace tessera::store::postgres
