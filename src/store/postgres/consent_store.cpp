#include "store/postgres/consent_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/release_param.hpp"
#include "store/postgres/subject_store.hpp"

namespace tessera::store::postgres {

Task<std::optional<privacy::Consent>> ConsentStore::find(const Uuid& person, const Uuid& client) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<privacy::Consent> {
    const auto rows = db.exec(sql::consent_find, {person, client});
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    return privacy::Consent{.id = row.uuid(0),
                            .person = row.uuid(1),
                            .client = row.uuid(2),
                            .scopes = row.texts(3),
                            .claims = row.texts(4),
                            .locale = row.string(5),
                            .text_digest = row.string(6),
                            .granted = row.time(7)};
  });
}

Task<std::string> ConsentStore::save(const privacy::ConsentChange& change) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto& c = change.consent;
    const auto sealed = journal_.seal(change.events);
    const MessageColumns m(change.messages, c.granted);
    std::string subject;
    db.transaction([&] {
      db.exec(sql::consent_supersede,
              {journal_param(sealed->rows()), c.person, c.client, c.granted});
      db.exec(sql::consent_save,
              {c.id, c.person, c.client, c.scopes, c.claims, c.locale, c.text_digest, c.granted});
      if (!change.sector.empty()) {
        subject = ensure_subject(db, c.person, change.sector, change.candidate, c.granted);
      }
      if (!change.messages.empty())
        db.exec(sql::outbox_insert, {c.granted, m.ids, m.kinds, bytes_array(m.payloads), m.dues});
    });
    sealed->committed();
    return subject;
  });
}

Task<bool> ConsentStore::end(const privacy::ConsentEnd& end, std::vector<Uuid>& revoked_grants) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto sealed = journal_.seal(end.events);
    const auto rows =
        db.exec(sql::consent_end, {journal_param(sealed->rows()), end.person, end.client, end.now});
    bool ended = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (const auto id = rows[i].opt_uuid(0)) revoked_grants.push_back(*id);
      ended = ended || rows[i].boolean(1);
    }
    if (ended) sealed->committed();
    return ended;
  });
}

Task<std::vector<privacy::ApprovedDetails>> ConsentStore::approved_details(const Uuid& person,
                                                                           TimePoint now) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<privacy::ApprovedDetails> out;
    const auto rows = db.exec(sql::consent_details, {person, now});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      out.push_back({.grant = row.uuid(0),
                     .client = row.uuid(1),
                     .details = row.string(2),
                     .approved = row.time(3),
                     .expires = row.time(4)});
    }
    return out;
  });
}

Task<bool> ConsentStore::end_grant(const privacy::GrantEnd& end) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto sealed = journal_.seal(end.events);
    const auto rows = db.exec(sql::consent_end_grant,
                              {journal_param(sealed->rows()), end.person, end.grant, end.now});
    if (!rows.empty()) sealed->committed();
    return !rows.empty();
  });
}

Task<std::vector<privacy::ConnectedPortal>> ConsentStore::portals(const Uuid& person) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<privacy::ConnectedPortal> out;
    const auto rows = db.exec(sql::consent_portals, {person});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      out.push_back({row.uuid(0), row.string(1), row.string(2), row.texts(3), row.texts(4),
                     row.time(5), row.opt_time(6)});
    }
    return out;
  });
}

Task<std::vector<privacy::Release>> ConsentStore::releases(const Uuid& person, std::size_t limit) {
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<privacy::Release> out;
    const auto rows = db.exec(sql::release_list, {person, static_cast<std::int64_t>(limit)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& row = rows[i];
      out.push_back({row.time(0), row.uuid(1), row.string(2), row.texts(3), row.string(4)});
    }
    return out;
  });
}

Task<> ConsentStore::record_release(const privacy::NewRelease& release,
                                    std::vector<audit::Event> events) {
  co_await pool_.run([&](Connection& db) {
    const auto sealed = journal_.seal(std::move(events));
    db.exec(sql::release_record, {journal_param(sealed->rows()), release_param({&release, 1})});
    sealed->committed();
  });
}

}  // namespace tessera::store::postgres
