#include "store/postgres/campaign_store.hpp"

#include "queries.hpp"
#include "store/postgres/array_param.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

oversight::Campaign read_campaign(const Row& row) {
  oversight::Campaign out{.id = row.uuid(0),
                          .name = row.string(1),
                          .kind = oversight::parse_campaign_kind(row.text(2)).value(),
                          .started_by = row.opt_uuid(3),
                          .roles = row.texts(5),
                          .created = row.time(6),
                          .due = row.time(7),
                          .reminded = static_cast<int>(row.integer(8)),
                          .closed = row.opt_time(9),
                          .total = static_cast<int>(row.integer(10)),
                          .open = static_cast<int>(row.integer(11))};
  for (const auto& text : row.texts(4)) out.units.push_back(parse_uuid(text).value());
  return out;
}

oversight::CampaignItem read_item(const Row& row) {
  oversight::CampaignItem out{.campaign = row.uuid(0),
                              .role_grant = row.uuid(1),
                              .person = row.uuid(2),
                              .unit = row.uuid(3),
                              .reviewer = row.opt_uuid(4),
                              .role = row.string(5),
                              .starts = row.time(6),
                              .ends = row.opt_time(7),
                              .why = row.string(8),
                              .verdict = row.is_null(9) ? std::string() : row.string(9),
                              .reason = row.is_null(10) ? std::string() : row.string(10),
                              .decided_by = row.opt_uuid(11),
                              .decided = row.opt_time(12)};
  for (const auto& text : row.texts(13)) out.givers.push_back(parse_uuid(text).value());
  return out;
}

template <class T, class Read>
std::vector<T> read_all(const Rows& rows, Read read) {
  std::vector<T> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read(rows[i]));
  return out;
}

}  // namespace

Task<int> CampaignStore::start(const oversight::Campaign& campaign, audit::Event event,
                               const std::vector<OutboxMessage>& messages) {
  const MessageColumns m(messages, campaign.created);
  const auto sealed = seal_one(journal_, std::move(event));
  const auto count = co_await pool_.run([&](Connection& db) {
    const auto rows =
        db.exec(sql::campaign_start,
                {journal_param(sealed->rows()), campaign.id, campaign.name,
                 to_string(campaign.kind), campaign.started_by, campaign.units, campaign.roles,
                 campaign.created, campaign.due, m.ids, m.kinds, bytes_array(m.payloads), m.dues});
    return static_cast<int>(rows[0].integer(0));
  });
  if (count > 0) sealed->committed();
  co_return count;
}

Task<std::optional<oversight::Campaign>> CampaignStore::load(const Uuid& id) {
  co_return co_await pool_.run([&id](Connection& db) -> std::optional<oversight::Campaign> {
    const auto rows = db.exec(sql::campaign_load, {id});
    if (rows.empty()) return std::nullopt;
    return read_campaign(rows[0]);
  });
}

Task<std::vector<oversight::Campaign>> CampaignStore::list(
    const oversight::CampaignFilter& filter) {
  co_return co_await pool_.run([&filter](Connection& db) {
    return read_all<oversight::Campaign>(
        db.exec(sql::campaign_list,
                {filter.open_only, filter.waiting_for, filter.after, filter.limit}),
        read_campaign);
  });
}

Task<std::vector<oversight::CampaignItem>> CampaignStore::items(
    const oversight::ItemFilter& filter) {
  co_return co_await pool_.run([&filter](Connection& db) {
    Param units(nullptr);
    if (filter.units) units = Param(std::vector<Uuid>(filter.units->begin(), filter.units->end()));
    return read_all<oversight::CampaignItem>(
        db.exec(sql::campaign_items,
                {filter.campaign, units, filter.open_only, filter.after, filter.limit}),
        read_item);
  });
}

Task<std::optional<oversight::CampaignItem>> CampaignStore::item(const Uuid& campaign,
                                                                 const Uuid& role_grant) {
  co_return co_await pool_.run([&](Connection& db) -> std::optional<oversight::CampaignItem> {
    const auto rows = db.exec(sql::campaign_item, {campaign, role_grant});
    if (rows.empty()) return std::nullopt;
    return read_item(rows[0]);
  });
}

Task<bool> CampaignStore::decide(const oversight::ItemDecision& d, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const auto verdict = d.verdict == oversight::GrantVerdict::keep ? "kept" : "ended";
  const bool decided = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::campaign_decide, {journal_param(sealed->rows()), d.campaign, d.role_grant,
                                           std::string_view(verdict), d.reason, d.by, d.now})
                .empty();
  });
  if (decided) sealed->committed();
  co_return decided;
}

Task<std::vector<Uuid>> CampaignStore::reviewers(const Uuid& campaign) {
  co_return co_await pool_.run([&campaign](Connection& db) {
    return read_all<Uuid>(db.exec(sql::campaign_reviewers, {campaign}),
                          [](const Row& row) { return row.uuid(0); });
  });
}

Task<std::vector<oversight::Campaign>> CampaignStore::to_remind(TimePoint due_before,
                                                                int reminded) {
  co_return co_await pool_.run([due_before, reminded](Connection& db) {
    return read_all<oversight::Campaign>(db.exec(sql::campaign_to_remind, {due_before, reminded}),
                                         read_campaign);
  });
}

Task<bool> CampaignStore::note_reminded(const Uuid& id, int reminded, TimePoint now,
                                        const std::vector<OutboxMessage>& messages) {
  const MessageColumns m(messages, now);
  co_return co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::campaign_note_reminded,
                    {id, reminded, now, m.ids, m.kinds, bytes_array(m.payloads), m.dues})
                .empty();
  });
}

Task<std::vector<oversight::LapsedGrant>> CampaignStore::lapsed(TimePoint now) {
  co_return co_await pool_.run([now](Connection& db) {
    return read_all<oversight::LapsedGrant>(
        db.exec(sql::campaign_lapsed, {now}), [](const Row& row) {
          return oversight::LapsedGrant{row.uuid(0), row.uuid(1), row.string(2), row.uuid(3)};
        });
  });
}

Task<bool> CampaignStore::lapse(const Uuid& role_grant, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::campaign_lapse, {journal_param(sealed->rows()), role_grant, now}).empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<int> CampaignStore::close_done(TimePoint now) {
  co_return co_await pool_.run([now](Connection& db) {
    return static_cast<int>(db.exec(sql::campaign_close_done, {now}).size());
  });
}

Task<std::optional<TimePoint>> CampaignStore::last_scheduled() {
  co_return co_await pool_.run(
      [](Connection& db) { return db.exec(sql::campaign_last_scheduled)[0].opt_time(0); });
}

Task<std::vector<oversight::UnitReviewer>> CampaignStore::unit_reviewers() {
  co_return co_await pool_.run([](Connection& db) {
    return read_all<oversight::UnitReviewer>(
        db.exec(sql::campaign_unit_reviewers), [](const Row& row) {
          return oversight::UnitReviewer{row.uuid(0), row.uuid(1), row.opt_uuid(2), row.time(3)};
        });
  });
}

Task<bool> CampaignStore::set_reviewer(const Uuid& unit, std::optional<Uuid> person,
                                       std::optional<Uuid> by, TimePoint now, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::campaign_set_reviewer,
                    {journal_param(sealed->rows()), unit, person, by, now})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

}  // namespace tessera::store::postgres
