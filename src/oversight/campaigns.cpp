#include <algorithm>
#include <iterator>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/oversight/campaign_service.hpp>

namespace tessera::oversight {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostItems = 200;
constexpr days kFirstReminder{7};
constexpr days kLastReminder{1};

audit::Event campaign_event(std::string type, const access::Actor& actor, std::string role,
                            const Campaign& campaign, const RequestContext& context) {
  auto event = access::make_event(std::move(type), actor, context);
  event.actor_role = std::move(role);
  event.object_type = "campaign";
  event.object_id = to_string(campaign.id);
  event.details["kind"] = to_string(campaign.kind);
  event.details["due"] = codec::render_rfc3339(campaign.due);
  json::array units;
  for (const auto& unit : campaign.units) units.emplace_back(to_string(unit));
  event.details["units"] = std::move(units);
  event.details["roles"] = json::array(campaign.roles.begin(), campaign.roles.end());
  return event;
}

audit::Event grant_event(std::string type, const access::Actor& actor, std::string role,
                         const LapsedGrant& grant, const RequestContext& context) {
  auto event = access::make_event(std::move(type), actor, context);
  event.actor_role = std::move(role);
  event.subject = grant.person;
  event.object_type = "role_grant";
  event.object_id = to_string(grant.role_grant);
  event.details["role"] = grant.role;
  event.details["unit"] = to_string(grant.unit);
  return event;
}

Result<void> check_wish(const NewCampaign& wish, TimePoint now) {
  if (wish.name.empty() || wish.name.size() > 200 || !codec::is_plain_text(wish.name))
    return fail(Errc::invalid, "campaign.name", "A name is needed.");
  if (wish.units.empty() || wish.units.size() > kMostItems)
    return fail(Errc::invalid, "campaign.units", "Name the units.");
  if (wish.due < now + kShortestCampaign || wish.due > now + kLongestCampaign)
    return fail(Errc::invalid, "campaign.due", "It lasts 1 to 90 days.");
  return {};
}

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "campaign.unknown", "There is no such campaign.");
}

bool is_in(const std::optional<std::set<Uuid>>& units, const Uuid& unit) {
  return !units || units->contains(unit);
}

}  // namespace

std::optional<std::set<Uuid>> Campaigns::reach(const access::Actor& actor, TimePoint now) {
  auto manages = access::units_for(actor, "campaign.manage", now);
  auto reviews = access::units_for(actor, "campaign.review", now);
  if (!manages || !reviews) return std::nullopt;
  manages->merge(*reviews);
  return manages;
}

Task<Result<void>> Campaigns::enter(const access::Actor& actor, const RequestContext& context) {
  const auto units = reach(actor, context.received);
  if (!units || !units->empty()) co_return Result<void>{};
  auto denied = co_await p_.access.require(actor, "campaign.review", {.type = "campaign"}, context);
  if (!denied) co_return std::unexpected(std::move(denied.error()));
  co_return Result<void>{};
}

OutboxMessage Campaigns::told(const Uuid& campaign, bool reminder, TimePoint now) {
  const json::object payload{{"campaign", to_string(campaign)}, {"reminder", reminder}};
  return {make_uuid7(now, p_.random), "campaign", to_bytes(json::serialize(payload)), std::nullopt};
}

Task<Result<Campaign>> Campaigns::launch(Campaign campaign, audit::Event event) {
  std::vector<OutboxMessage> messages;
  messages.push_back(told(campaign.id, false, campaign.created));
  campaign.total = campaign.open = co_await p_.store.start(campaign, std::move(event), messages);
  if (campaign.total == 0)
    co_return fail(Errc::conflict, "campaign.empty", "There is no role grant to review.");
  co_return campaign;
}

Task<Result<Campaign>> Campaigns::start(const access::Actor& actor, NewCampaign wish,
                                        const RequestContext& context) {
  const auto now = context.received;
  std::string role;
  const auto units = wish.units.empty() ? std::vector{access::kRootUnit} : wish.units;
  for (const auto& unit : units) {
    auto decision = co_await p_.access.require(actor, "campaign.manage",
                                               {.type = "campaign", .unit = unit}, context);
    if (!decision) co_return std::unexpected(std::move(decision.error()));
    role = decision->role;
  }
  if (auto good = check_wish(wish, now); !good) co_return std::unexpected(std::move(good.error()));
  Campaign campaign{.id = make_uuid7(now, p_.random),
                    .name = std::move(wish.name),
                    .kind = CampaignKind::asked,
                    .started_by = actor.id,
                    .units = std::move(wish.units),
                    .roles = std::move(wish.roles),
                    .created = now,
                    .due = wish.due};
  auto event = campaign_event("campaign.started", actor, std::move(role), campaign, context);
  co_return co_await launch(std::move(campaign), std::move(event));
}

Task<Result<access::Page<Campaign>>> Campaigns::list(const access::Actor& actor,
                                                     CampaignFilter filter,
                                                     const RequestContext& context) {
  if (auto good = co_await enter(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  const auto manages = access::units_for(actor, "campaign.manage", context.received);
  if (manages && manages->empty()) filter.waiting_for = actor.id;
  filter.limit = std::clamp(filter.limit, 1, 200);
  access::Page<Campaign> page{.items = co_await p_.store.list(filter)};
  if (page.items.size() == static_cast<std::size_t>(filter.limit))
    page.next = to_string(page.items.back().id);
  co_return page;
}

Task<Result<Campaign>> Campaigns::get(const access::Actor& actor, const Uuid& id,
                                      const RequestContext& context) {
  if (auto good = co_await enter(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  auto campaign = co_await p_.store.load(id);
  if (!campaign) co_return unknown();
  co_return std::move(*campaign);
}

Task<Result<access::Page<CampaignItem>>> Campaigns::items(const access::Actor& actor,
                                                          ItemFilter filter,
                                                          const RequestContext& context) {
  if (auto good = co_await enter(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  filter.units = reach(actor, context.received);
  filter.limit = std::clamp(filter.limit, 1, 200);
  access::Page<CampaignItem> page{.items = co_await p_.store.items(filter)};
  if (page.items.size() == static_cast<std::size_t>(filter.limit))
    page.next = to_string(page.items.back().role_grant);
  co_return page;
}

Task<Result<CampaignItem>> Campaigns::item(const access::Actor& actor, const Uuid& campaign,
                                           const Uuid& role_grant, const RequestContext& context) {
  if (auto good = co_await enter(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  auto found = co_await p_.store.item(campaign, role_grant);
  if (!found || !is_in(reach(actor, context.received), found->unit))
    co_return fail(Errc::not_found, "role_grant.unknown", "There is no such role grant in it.");
  co_return std::move(*found);
}

bool Campaigns::may_decide(const access::Actor& actor, const CampaignItem& item, TimePoint due,
                           TimePoint now) {
  return decide_item(actor, item, GrantVerdict::end, due, "---", now).has_value();
}

Task<Result<int>> Campaigns::decide(const access::Actor& actor, const Uuid& id,
                                    std::vector<Uuid> role_grants, GrantVerdict verdict,
                                    std::string reason, const RequestContext& context) {
  const auto now = context.received;
  if (auto good = co_await enter(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  const auto campaign = co_await p_.store.load(id);
  if (!campaign) co_return unknown();
  std::ranges::sort(role_grants);
  role_grants.erase(std::ranges::unique(role_grants).begin(), role_grants.end());
  if (role_grants.empty() || role_grants.size() > kMostItems)
    co_return fail(Errc::invalid, "campaign.items", "Choose 1 to 200 role grants.");
  std::vector<std::pair<CampaignItem, std::string>> decided;
  for (const auto& grant : role_grants) {
    auto item = co_await this->item(actor, id, grant, context);
    if (!item) co_return std::unexpected(std::move(item.error()));
    auto decision = decide_item(actor, *item, verdict, campaign->due, reason, now);
    if (!decision) {
      if (decision.error().code == Errc::forbidden) {
        const access::Resource resource{.type = "role_grant",
                                        .id = to_string(grant),
                                        .unit = item->unit,
                                        .person = item->person};
        co_await p_.access.record_refusal(actor, "campaign.review", resource, decision.error().id,
                                          context);
      }
      co_return std::unexpected(std::move(decision.error()));
    }
    decided.emplace_back(std::move(*item), std::move(decision->role));
  }
  int done = 0;
  for (auto& [item, role] : decided) {
    const bool keeps = verdict == GrantVerdict::keep;
    auto event =
        grant_event(keeps ? "role_grant.kept" : "role_grant.revoked", actor, std::move(role),
                    {item.role_grant, item.person, item.role, item.unit}, context);
    event.details["campaign"] = to_string(id);
    // False: somebody else decided it in this moment, or it ended.
    if (co_await p_.store.decide({.campaign = id,
                                  .role_grant = item.role_grant,
                                  .verdict = verdict,
                                  .reason = reason,
                                  .by = *actor.id,
                                  .now = now},
                                 std::move(event)))
      ++done;
  }
  static_cast<void>(co_await p_.store.close_done(now));
  co_return done;
}

Task<Result<std::vector<UnitReviewer>>> Campaigns::reviewers(const access::Actor& actor,
                                                             const RequestContext& context) {
  if (auto good = co_await enter(actor, context); !good)
    co_return std::unexpected(std::move(good.error()));
  auto all = co_await p_.store.unit_reviewers();
  const auto units = reach(actor, context.received);
  std::erase_if(all, [&](const UnitReviewer& each) { return !is_in(units, each.unit); });
  co_return all;
}

Task<Result<void>> Campaigns::set_reviewer(const access::Actor& actor, const Uuid& unit,
                                           std::optional<Uuid> person,
                                           const RequestContext& context) {
  auto decision = co_await p_.access.require(
      actor, "campaign.manage", {.type = "unit", .id = to_string(unit), .unit = unit}, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (person && person == actor.id) {
    co_await p_.access.record_refusal(
        actor, "campaign.manage",
        {.type = "unit", .id = to_string(unit), .unit = unit, .person = person}, "campaign.own",
        context);
    co_return fail(Errc::forbidden, "campaign.own", "Nobody makes himself a reviewer.");
  }
  auto event =
      access::make_event(person ? "unit.reviewer_set" : "unit.reviewer_removed", actor, context);
  event.actor_role = decision->role;
  event.subject = person;
  event.object_type = "unit";
  event.object_id = to_string(unit);
  if (!co_await p_.store.set_reviewer(unit, person, actor.id, context.received, std::move(event)))
    co_return fail(Errc::not_found, "campaign.reviewer_unknown",
                   "There is no such unit, or nobody in service with this id.");
  co_return Result<void>{};
}

Task<> Campaigns::remind(TimePoint now, days before, int which) {
  for (const auto& campaign : co_await p_.store.to_remind(now + before, which - 1)) {
    if (campaign.due <= now) continue;
    std::vector<OutboxMessage> messages;
    messages.push_back(told(campaign.id, true, now));
    static_cast<void>(co_await p_.store.note_reminded(campaign.id, which, now, messages));
  }
}

Task<> Campaigns::start_scheduled(TimePoint now) {
  if (p_.every <= days{0}) co_return;
  const auto last = co_await p_.store.last_scheduled();
  if (!last || now < *last + p_.every) co_return;
  const RequestContext job{.request_id = make_uuid7(now, p_.random), .received = now};
  Campaign campaign{.id = make_uuid7(now, p_.random),
                    .name = codec::render_rfc3339(now).substr(0, 10),
                    .kind = CampaignKind::scheduled,
                    .units = {access::kRootUnit},
                    .created = now,
                    .due = now + kScheduledCampaign};
  auto event = campaign_event("campaign.started", access::system_actor(), {}, campaign, job);
  static_cast<void>(co_await launch(std::move(campaign), std::move(event)));
}

Task<int> Campaigns::tend(TimePoint now) {
  int lapsed = 0;
  for (const auto& grant : co_await p_.store.lapsed(now)) {
    const RequestContext job{.request_id = make_uuid7(now, p_.random), .received = now};
    auto event = grant_event("role_grant.lapsed", access::system_actor(), {}, grant, job);
    if (co_await p_.store.lapse(grant.role_grant, now, std::move(event))) ++lapsed;
  }
  static_cast<void>(co_await p_.store.close_done(now));
  co_await remind(now, kLastReminder, 2);
  co_await remind(now, kFirstReminder, 1);
  co_await start_scheduled(now);
  co_return lapsed;
}

Task<Result<std::vector<OutboxMessage>>> Campaigns::deliver(BytesView payload,
                                                            const RequestContext& context) {
  const auto object = codec::parse_json_object(as_text(payload));
  const auto id = object ? parse_uuid(codec::text_of(*object, "campaign")) : std::nullopt;
  if (!id) co_return fail(Errc::invalid, "outbox.payload");
  std::vector<OutboxMessage> out;
  const auto campaign = co_await p_.store.load(*id);
  if (!campaign || campaign->closed) co_return out;
  const auto* reminder = object->if_contains("reminder");
  const bool reminds = reminder != nullptr && reminder->is_bool() && reminder->get_bool();
  for (const auto& reviewer : co_await p_.store.reviewers(*id)) {
    auto written =
        co_await p_.notices.write({.kind = reminds ? authn::NoticeKind::grants_review_reminder
                                                   : authn::NoticeKind::grants_review,
                                   .person = reviewer,
                                   .what = campaign->name,
                                   .until = campaign->due,
                                   .by_person = false},
                                  context);
    std::ranges::move(written, std::back_inserter(out));
  }
  co_return out;
}

}  // namespace tessera::oversight
