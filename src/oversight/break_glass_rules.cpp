#include <algorithm>

#include <boost/algorithm/string/join.hpp>

#include <tessera/access/emergency.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/oversight/break_glass.hpp>

namespace tessera::oversight {
namespace {

constexpr std::size_t kLongestReason = 500;
constexpr std::size_t kLongestFindings = 2000;
constexpr std::size_t kMostPermissions = 20;

void put(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
}

std::string text(TimePoint time) {
  return std::to_string(time.time_since_epoch().count());
}

Bytes canonical_form(const Emergency& e) {
  std::string out = "tessera emergency 1\n";
  put(out, to_string(e.id));
  put(out, to_string(e.actor));
  put(out, to_string(e.session));
  put(out, to_string(e.role_grant));
  put(out, to_string(e.unit));
  put(out, e.subject ? to_string(*e.subject) : std::string{});
  put(out, text(e.opened));
  put(out, text(e.ends));
  auto permissions = e.permissions;
  std::ranges::sort(permissions);
  put(out, std::to_string(permissions.size()));
  for (const auto& permission : permissions) put(out, permission);
  return {out.begin(), out.end()};
}

bool is_text(std::string_view text, std::size_t longest) {
  return text.size() >= 3 && text.size() <= longest && codec::is_plain_text(text);
}

Result<void> check_wish(const access::Actor& actor, const EmergencyWish& wish,
                        const EmergencyFacts& facts) {
  if (!facts.unit_exists) return fail(Errc::not_found, "unit.unknown", "There is no such unit.");
  if (wish.permissions.empty() || wish.permissions.size() > kMostPermissions ||
      !facts.not_offered.empty()) {
    return fail(Errc::invalid, "break_glass.permissions", "Name what is offered in an emergency.",
                boost::algorithm::join(facts.not_offered, ", "));
  }
  if (wish.subject && !facts.subject_exists)
    return fail(Errc::not_found, "person.unknown", "There is no person with this id.");
  if (wish.subject == actor.id || (facts.personal && !wish.subject)) {
    return fail(Errc::invalid, "break_glass.subject",
                "Personal data is opened of one named person, and not of oneself.");
  }
  if (!is_text(wish.reason, kLongestReason))
    return fail(Errc::invalid, "break_glass.reason", "Say why, in 3 to 500 characters.");
  if (wish.length < minutes{1} || wish.length > kLongestEmergency)
    return fail(Errc::invalid, "break_glass.length", "It lasts 1 to 60 minutes.");
  return {};
}

std::string relation_of(const ReviewerFacts& facts) {
  if (facts.same_line) return "unit_line";
  if (facts.subordinate) return "subordination";
  if (facts.gave_power) return "gave_power";
  return facts.owes_power ? "owes_power" : "";
}

std::unexpected<Error> no_factor() {
  return fail(Errc::forbidden, "break_glass.factor",
              "Prove once more who you are, with a passkey or a card.");
}

}  // namespace

std::string_view to_string(ReviewVerdict verdict) {
  return verdict == ReviewVerdict::justified ? "justified" : "unjustified";
}

std::optional<ReviewVerdict> parse_review_verdict(std::string_view word) {
  for (const auto verdict : {ReviewVerdict::justified, ReviewVerdict::unjustified}) {
    if (to_string(verdict) == word) return verdict;
  }
  return std::nullopt;
}

Bytes seal_of(const Emergency& emergency, const crypto::Keyring& keys) {
  return keys.mac(crypto::kPurposeRoleGrant, canonical_form(emergency));
}

bool is_sealed(const Emergency& emergency, const crypto::Keyring& keys) {
  return !emergency.seal.empty() &&
         keys.check_mac(crypto::kPurposeRoleGrant, canonical_form(emergency), emergency.seal);
}

std::optional<authn::Proof> extra_factor(std::span<const authn::Proof> proofs,
                                         TimePoint session_created, TimePoint now) {
  std::optional<authn::Proof> best;
  for (const auto& proof : proofs) {
    const bool resistant = (proof.method == authn::Method::passkey && proof.user_verified) ||
                           proof.method == authn::Method::certificate;
    const bool fresh =
        proof.at > session_created && proof.at <= now && now < proof.at + kFactorLife;
    if (resistant && fresh && (!best || proof.at > best->at)) best = proof;
  }
  return best;
}

Result<access::Decision> decide_emergency(const access::Actor& actor, const EmergencyWish& wish,
                                          const EmergencyFacts& facts,
                                          const std::optional<authn::Proof>& factor,
                                          TimePoint now) {
  auto decision =
      access::decide(actor, access::kBreakGlass, {.type = "break_glass", .unit = wish.unit}, now);
  if (!decision.allowed() || !decision.role_grant)
    return fail(Errc::forbidden, "access.denied", "You may not do this.", decision.reason);
  if (actor.by_token || !actor.session)
    return fail(Errc::forbidden, "break_glass.token", "Emergencies are taken in the browser.");
  if (auto good = check_wish(actor, wish, facts); !good)
    return std::unexpected(std::move(good.error()));
  if (!facts.conflicts.empty()) {
    return fail(Errc::conflict, "break_glass.conflict",
                "These permissions may not be held together: " +
                    boost::algorithm::join(facts.conflicts, ", "));
  }
  if (facts.unreviewed) {
    return fail(Errc::conflict, "break_glass.open",
                "Your last emergency is not over, or not reviewed yet.");
  }
  if (!factor) return no_factor();
  return decision;
}

Result<access::Decision> decide_review(const access::Actor& reviewer, const Emergency& emergency,
                                       const ReviewerFacts& facts, std::string_view findings,
                                       const std::optional<authn::Proof>& factor, TimePoint now) {
  const access::Resource resource{.type = "break_glass",
                                  .id = to_string(emergency.id),
                                  .unit = emergency.unit,
                                  .person = emergency.actor};
  auto decision = access::decide(reviewer, "break_glass.review", resource, now);
  if (!decision.allowed())
    return fail(Errc::forbidden, "access.denied", "You may not do this.", decision.reason);
  if (const auto relation = relation_of(facts); !relation.empty()) {
    return fail(Errc::forbidden, "break_glass.related",
                "Somebody who has nothing to do with the actor reviews this.", relation);
  }
  if (emergency.review)
    return fail(Errc::conflict, "break_glass.reviewed", "It was reviewed before.");
  if (emergency.in_force(now))
    return fail(Errc::conflict, "break_glass.running", "It is not over yet.");
  if (!is_text(findings, kLongestFindings)) {
    return fail(Errc::invalid, "break_glass.findings",
                "Say what you found, in 3 to 2000 characters.");
  }
  if (!factor) return no_factor();
  return decision;
}

}  // namespace tessera::oversight
