#include <tessera/authn/words.hpp>

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/recovery_store.hpp"

namespace tessera::store::postgres {
namespace {

authn::IssuedCode read_code(const Row& row) {
  authn::IssuedCode code;
  code.id = row.uuid(0);
  code.person = row.uuid(1);
  code.kind = authn::parse_issued_code_kind(row.text(2)).value();
  code.contact = row.opt_uuid(3);
  code.box = row.opt_bytes(4).value_or(Bytes{});
  code.mac = row.bytes(5);
  code.issued = row.time(6);
  code.expires = row.time(7);
  return code;
}

authn::RecoveryContact read_contact(const Row& row) {
  return {.id = row.uuid(0),
          .person = row.uuid(1),
          .box = row.bytes(2),
          .created = row.time(3),
          .confirmed = row.opt_time(4)};
}

}  // namespace

Task<> RecoveryStore::post(authn::RecoveryNews news, TimePoint now) {
  const MessageColumns m(news.messages, now);
  const auto sealed = journal_.seal(std::move(news.events));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::outbox_insert_with_events,
            {journal_param(sealed->rows()), now, m.ids, m.kinds, bytes_array(m.payloads), m.dues});
  });
  sealed->committed();
}

Task<bool> RecoveryStore::spend(const authn::UsedAuthenticator& used, const Uuid& person,
                                TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_spend, {used.id, person, used.counter, now}).empty();
  });
}

Task<bool> RecoveryStore::issue(const authn::IssuedCode& code,
                                const authn::CodeAllowance& allowance, authn::RecoveryNews news) {
  const MessageColumns m(news.messages, code.issued);
  const auto sealed = journal_.seal(std::move(news.events));
  const auto box = code.box.empty() ? std::nullopt : std::optional(code.box);
  const bool issued = co_await pool_.run([&](Connection& db) {
    bool done = false;
    db.transaction([&] {
      if (db.exec(sql::recovery_lock_person, {code.person}).empty()) return;
      done = !db.exec(sql::recovery_issue_code,
                      {journal_param(sealed->rows()), code.id, code.person,
                       authn::to_string(code.kind), code.contact, box, code.mac, code.issued,
                       code.expires, code.issued - allowance.within, allowance.at_most, m.ids,
                       m.kinds, bytes_array(m.payloads), m.dues})
                  .empty();
    });
    return done;
  });
  if (issued) sealed->committed();
  co_return issued;
}

Task<std::vector<authn::IssuedCode>> RecoveryStore::live_codes(const Uuid& person,
                                                               authn::IssuedCodeKind kind,
                                                               TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::recovery_live_codes, {person, authn::to_string(kind), now});
    std::vector<authn::IssuedCode> codes;
    for (std::size_t i = 0; i < rows.size(); ++i) codes.push_back(read_code(rows[i]));
    return codes;
  });
}

Task<std::optional<authn::IssuedCode>> RecoveryStore::load_code(const Uuid& id, TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::IssuedCode> {
    const auto rows = db.exec(sql::recovery_load_code, {id, now});
    if (rows.empty()) return std::nullopt;
    return read_code(rows[0]);
  });
}

Task<bool> RecoveryStore::take(const Uuid& code, TimePoint now) {
  co_return co_await pool_.run(
      [&](Connection& db) { return !db.exec(sql::recovery_take_code, {code, now}).empty(); });
}

Task<bool> RecoveryStore::fill(const Uuid& code, Bytes mac, TimePoint now,
                               authn::RecoveryNews news) {
  const auto sealed = journal_.seal(std::move(news.events));
  const bool filled = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_fill_code, {journal_param(sealed->rows()), code, mac, now})
                .empty();
  });
  if (filled) sealed->committed();
  co_return filled;
}

Task<> RecoveryStore::forget_codes(TimePoint expired_before) {
  co_await pool_.run(
      [&](Connection& db) { db.exec(sql::recovery_forget_codes, {expired_before}); });
}

Task<std::optional<Bytes>> RecoveryStore::load_address(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<Bytes> {
    const auto rows = db.exec(sql::recovery_load_address, {person});
    if (rows.empty()) return std::nullopt;
    return rows[0].bytes(0);
  });
}

Task<> RecoveryStore::save_address(const Uuid& person, Bytes box, TimePoint now,
                                   authn::RecoveryNews news) {
  const MessageColumns m(news.messages, now);
  const auto sealed = journal_.seal(std::move(news.events));
  co_await pool_.run([&](Connection& db) {
    db.exec(sql::recovery_save_address, {journal_param(sealed->rows()), person, box, now, m.ids,
                                         m.kinds, bytes_array(m.payloads), m.dues});
  });
  sealed->committed();
}

Task<bool> RecoveryStore::drop_address(const Uuid& person, TimePoint now,
                                       authn::RecoveryNews news) {
  const MessageColumns m(news.messages, now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool dropped = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_drop_address, {journal_param(sealed->rows()), person, now, m.ids,
                                                 m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (dropped) sealed->committed();
  co_return dropped;
}

Task<std::optional<Bytes>> RecoveryStore::load_number(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<Bytes> {
    const auto rows = db.exec(sql::recovery_load_number, {person});
    if (rows.empty()) return std::nullopt;
    return rows[0].bytes(0);
  });
}

Task<bool> RecoveryStore::save_number(const authn::CodeNumber& number, int at_most,
                                      authn::RecoveryNews news) {
  const MessageColumns m(news.messages, number.validated);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool saved = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_save_number,
                    {journal_param(sealed->rows()), number.person, number.box, number.validated,
                     m.ids, m.kinds, bytes_array(m.payloads), m.dues, number.fingerprints.front(),
                     bytes_array(number.fingerprints), at_most})
                .empty();
  });
  if (saved) sealed->committed();
  co_return saved;
}

Task<bool> RecoveryStore::drop_number(const Uuid& person, TimePoint now, authn::RecoveryNews news) {
  const MessageColumns m(news.messages, now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool dropped = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_drop_number, {journal_param(sealed->rows()), person, now, m.ids,
                                                m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (dropped) sealed->committed();
  co_return dropped;
}

Task<std::vector<authn::RecoveryContact>> RecoveryStore::contacts(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::recovery_contacts, {person});
    std::vector<authn::RecoveryContact> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read_contact(rows[i]));
    return all;
  });
}

Task<std::optional<authn::RecoveryContact>> RecoveryStore::load_contact(const Uuid& id) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<authn::RecoveryContact> {
    const auto rows = db.exec(sql::recovery_load_contact, {id});
    if (rows.empty()) return std::nullopt;
    return read_contact(rows[0]);
  });
}

Task<bool> RecoveryStore::add_contact(const authn::RecoveryContact& contact, int at_most,
                                      authn::RecoveryNews news) {
  const MessageColumns m(news.messages, contact.created);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool added = co_await pool_.run([&](Connection& db) {
    bool done = false;
    db.transaction([&] {
      if (db.exec(sql::recovery_lock_person, {contact.person}).empty()) return;
      done = !db.exec(sql::recovery_add_contact,
                      {journal_param(sealed->rows()), contact.id, contact.person, contact.box,
                       contact.created, at_most, m.ids, m.kinds, bytes_array(m.payloads), m.dues})
                  .empty();
    });
    return done;
  });
  if (added) sealed->committed();
  co_return added;
}

Task<bool> RecoveryStore::confirm_contact(const Uuid& id, TimePoint now, authn::RecoveryNews news) {
  const MessageColumns m(news.messages, now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool confirmed = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_confirm_contact, {journal_param(sealed->rows()), id, now, m.ids,
                                                    m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (confirmed) sealed->committed();
  co_return confirmed;
}

Task<bool> RecoveryStore::end_contact(const Uuid& id, const Uuid& person, TimePoint now,
                                      authn::RecoveryNews news) {
  const MessageColumns m(news.messages, now);
  const auto sealed = journal_.seal(std::move(news.events));
  const bool ended = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::recovery_end_contact, {journal_param(sealed->rows()), id, person, now,
                                                m.ids, m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
  if (ended) sealed->committed();
  co_return ended;
}

}  // namespace tessera::store::postgres
