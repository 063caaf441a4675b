// Reviews of role grants from the start to the lapse (docs/adr/0040).
#pragma once

#include <tessera/access/access_service.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/base/random.hpp>
#include <tessera/oversight/campaign.hpp>

namespace tessera::oversight {

struct CampaignParts {
  CampaignStore& store;
  access::AccessService& access;
  authn::Notices& notices;
  Random& random;
  days every{0};  // a scheduled campaign over everything; 0: none
};

// Thread-safe; the parts must outlive it.
class Campaigns {
 public:
  explicit Campaigns(const CampaignParts& parts) : p_(parts) {}

  // campaign.manage in each of the units. Errc::invalid "campaign.name", "campaign.units",
  // "campaign.due" (1 to 90 days ahead); Errc::conflict "campaign.empty" (no grant waits for no
  // other review).
  [[nodiscard]] Task<Result<Campaign>> start(const access::Actor& actor, NewCampaign wish,
                                             const RequestContext& context);
  // Whoever manages or reviews somewhere; reviewers see those with work for them.
  [[nodiscard]] Task<Result<access::Page<Campaign>>> list(const access::Actor& actor,
                                                          CampaignFilter filter,
                                                          const RequestContext& context);
  // Errc::not_found "campaign.unknown".
  [[nodiscard]] Task<Result<Campaign>> get(const access::Actor& actor, const Uuid& id,
                                           const RequestContext& context);
  // Of the units where the actor manages or reviews.
  [[nodiscard]] Task<Result<access::Page<CampaignItem>>> items(const access::Actor& actor,
                                                               ItemFilter filter,
                                                               const RequestContext& context);
  // Errc::not_found "role_grant.unknown".
  [[nodiscard]] Task<Result<CampaignItem>> item(const access::Actor& actor, const Uuid& campaign,
                                                const Uuid& role_grant,
                                                const RequestContext& context);
  // May the actor decide it now, but for the reason? What he gave himself he may only end.
  [[nodiscard]] static bool may_decide(const access::Actor& actor, const CampaignItem& item,
                                       TimePoint due, TimePoint now);
  // All of them or, if one may not be decided, none is touched. Errors of decide_item;
  // Errc::invalid "campaign.items" (1 to 200).
  [[nodiscard]] Task<Result<int>> decide(const access::Actor& actor, const Uuid& campaign,
                                         std::vector<Uuid> role_grants, GrantVerdict verdict,
                                         std::string reason, const RequestContext& context);

  // campaign.manage. Errc::not_found "unit.unknown"; Errc::forbidden "campaign.own" (nobody makes
  // himself a reviewer).
  [[nodiscard]] Task<Result<std::vector<UnitReviewer>>> reviewers(const access::Actor& actor,
                                                                  const RequestContext& context);
  [[nodiscard]] Task<Result<void>> set_reviewer(const access::Actor& actor, const Uuid& unit,
                                                std::optional<Uuid> person,
                                                const RequestContext& context);

  // Job, any node, every few seconds: ends what nobody kept in time, reminds, closes, and starts
  // the scheduled one. How many grants lapsed.
  [[nodiscard]] Task<int> tend(TimePoint now);
  // The outbox message "campaign": notices to the reviewers.
  [[nodiscard]] Task<Result<std::vector<OutboxMessage>>> deliver(BytesView payload,
                                                                 const RequestContext& context);

 private:
  [[nodiscard]] Task<Result<Campaign>> launch(Campaign campaign, audit::Event event);
  [[nodiscard]] Task<> start_scheduled(TimePoint now);
  [[nodiscard]] Task<> remind(TimePoint now, days before, int which);
  [[nodiscard]] OutboxMessage told(const Uuid& campaign, bool reminder, TimePoint now);
  // Where the actor manages or reviews: nullopt everywhere, empty nowhere.
  [[nodiscard]] static std::optional<std::set<Uuid>> reach(const access::Actor& actor,
                                                           TimePoint now);
  [[nodiscard]] Task<Result<void>> enter(const access::Actor& actor, const RequestContext& context);
  CampaignParts p_;
};

}  // namespace tessera::oversight
