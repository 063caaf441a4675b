#include "store/postgres/freeze_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/people_store.hpp"

namespace tessera::store::postgres {
namespace {

authn::AccountCase read_case(const Row& row) {
  authn::AccountCase found{
      .id = row.uuid(0), .person = row.uuid(1), .opened = row.time(2), .closed = row.opt_time(3)};
  if (!row.is_null(4)) found.outcome = authn::parse_case_outcome(row.text(4));
  return found;
}

template <class T>
std::optional<std::string> word_of(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return std::string(to_string(*value));
}

}  // namespace

Task<bool> FreezeStore::freeze(const authn::FreezeChange& change) {
  const MessageColumns m(change.messages, change.now);
  const auto sealed = journal_.seal(change.events);
  const bool done = co_await pool_.run([&](Connection& db) {
    bool frozen = false;
    db.transaction([&] {
      static_cast<void>(db.exec(sql::recovery_lock_person, {change.person}));
      frozen = !db.exec(sql::freeze_freeze,
                        {journal_param(sealed->rows()), change.person, to_string(change.by),
                         change.until, change.now, change.notice, change.authenticator,
                         change.new_case, change.step, word_of(change.kind), m.ids, m.kinds,
                         bytes_array(m.payloads), m.dues})
                    .empty();
    });
    return frozen;
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> FreezeStore::lift(const authn::LiftChange& change) {
  const MessageColumns m(change.messages, change.now);
  const auto sealed = journal_.seal(change.events);
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::freeze_lift,
                    {journal_param(sealed->rows()), change.person, word_of(change.by), change.due,
                     change.now, word_of(change.outcome), change.step, change.actor, change.note,
                     m.ids, m.kinds, bytes_array(m.payloads), m.dues, change.account_case,
                     change.since})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::optional<people::Person>> FreezeStore::intervene(
    const authn::InterventionChange& change) {
  const MessageColumns m(change.messages, change.now);
  const auto sealed = journal_.seal(change.events);
  const auto& standing = change.standing;
  auto person = co_await pool_.run([&](Connection& db) {
    std::optional<people::Person> out;
    db.transaction([&] {
      static_cast<void>(db.exec(sql::freeze_lock_account, {change.person}));
      if (db.exec(sql::freeze_intervene,
                  {journal_param(sealed->rows()), change.person, change.version,
                   to_string(standing.hold), standing.needs_reset, standing.needs_reproof,
                   change.by_staff, change.now, m.ids, m.kinds, bytes_array(m.payloads), m.dues})
              .empty()) {
        return;
      }
      out = read_person(db.exec(sql::person_load, {change.person})[0]);
    });
    return out;
  });
  if (person) sealed->committed();
  co_return person;
}

Task<bool> FreezeStore::add_note(const authn::NoteChange& change) {
  const auto sealed = journal_.seal(change.events);
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::account_case_add_note,
                    {journal_param(sealed->rows()), change.account_case, change.step, change.actor,
                     change.note, change.now})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::vector<authn::AccountCase>> FreezeStore::open_cases(std::optional<Uuid> after,
                                                              int limit) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::account_case_list_open, {after, limit});
    std::vector<authn::AccountCase> cases;
    for (std::size_t i = 0; i < rows.size(); ++i) cases.push_back(read_case(rows[i]));
    return cases;
  });
}

Task<std::optional<authn::SealedCase>> FreezeStore::load_case(const Uuid& id) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::SealedCase> {
    const auto found = db.exec(sql::account_case_load, {id});
    if (found.empty()) return std::nullopt;
    authn::SealedCase out{.account_case = read_case(found[0])};
    const auto rows = db.exec(sql::account_case_load_steps, {id});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      authn::CaseStep step{.id = row.uuid(0),
                           .time = row.time(1),
                           .action = row.string(2),
                           .actor = row.opt_uuid(3),
                           .authenticator = row.opt_uuid(5)};
      if (!row.is_null(4)) step.notice = authn::parse_notice_kind(row.text(4));
      out.account_case.steps.push_back(std::move(step));
      out.notes.push_back(row.is_null(6) ? Bytes{} : row.bytes(6));
    }
    return out;
  });
}

Task<bool> FreezeStore::spend(const authn::UsedAuthenticator& used, const Uuid& person,
                              TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_spend, {used.id, person, used.counter, now}).empty();
  });
}

Task<std::vector<Uuid>> FreezeStore::list_due(TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::freeze_list_due, {now});
    std::vector<Uuid> due;
    for (std::size_t i = 0; i < rows.size(); ++i) due.push_back(rows[i].uuid(0));
    return due;
  });
}

}  // namespace tessera::store::postgres
