#include <algorithm>

#include <tessera/codec/plain_text.hpp>
#include <tessera/oversight/campaign.hpp>

namespace tessera::oversight {

std::string_view to_string(CampaignKind kind) {
  switch (kind) {
    case CampaignKind::asked:
      return "asked";
    case CampaignKind::scheduled:
      return "scheduled";
    case CampaignKind::move:
      break;
  }
  return "move";
}

std::optional<CampaignKind> parse_campaign_kind(std::string_view word) {
  for (const auto kind : {CampaignKind::asked, CampaignKind::scheduled, CampaignKind::move}) {
    if (to_string(kind) == word) return kind;
  }
  return std::nullopt;
}

std::string_view to_string(GrantVerdict verdict) {
  return verdict == GrantVerdict::keep ? "keep" : "end";
}

std::optional<GrantVerdict> parse_grant_verdict(std::string_view word) {
  if (word == "keep") return GrantVerdict::keep;
  if (word == "end") return GrantVerdict::end;
  return std::nullopt;
}

Result<access::Decision> decide_item(const access::Actor& actor, const CampaignItem& item,
                                     GrantVerdict verdict, TimePoint due, std::string_view reason,
                                     TimePoint now) {
  const access::Resource resource{.type = "role_grant",
                                  .id = to_string(item.role_grant),
                                  .unit = item.unit,
                                  .person = item.person};
  auto decision = access::decide(actor, "campaign.review", resource, now);
  // A manager stands in for a reviewer who does not come.
  if (!decision.allowed() || (item.reviewer && item.reviewer != actor.id)) {
    auto manages = access::decide(actor, "campaign.manage", resource, now);
    if (!manages.allowed()) {
      if (decision.allowed())
        return fail(Errc::forbidden, "campaign.reviewer", "Somebody else reviews this grant.");
      return fail(Errc::forbidden, "access.denied", "You may not do this.", decision.reason);
    }
    decision = std::move(manages);
  }
  if (!actor.id) return fail(Errc::forbidden, "access.denied", "A person reviews.", "system");
  // R37: a review is somebody else's look.
  if (verdict == GrantVerdict::keep &&
      std::ranges::find(item.givers, *actor.id) != item.givers.end())
    return fail(Errc::forbidden, "campaign.giver", "Nobody keeps a role that he gave himself.");
  if (item.decided) return fail(Errc::conflict, "campaign.decided", "It was decided before.");
  if (now >= due) return fail(Errc::conflict, "campaign.closed", "The campaign is over.");
  if (reason.size() < 3 || reason.size() > 500 || !codec::is_plain_text(reason))
    return fail(Errc::invalid, "campaign.reason", "Say why, in 3 to 500 characters.");
  return decision;
}

}  // namespace tessera::oversight
