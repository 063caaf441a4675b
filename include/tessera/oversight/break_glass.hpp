// Break-glass (R36, R37; docs/adr/0040): named permissions for at most an hour, by somebody who is
// trusted to take them, told to those who are touched and to the overseers, and reviewed within 72
// hours by somebody unrelated.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/authn/levels.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::oversight {

inline constexpr minutes kLongestEmergency{60};
inline constexpr hours kReviewTime{72};
inline constexpr minutes kFactorLife{5};

enum class ReviewVerdict { justified, unjustified };
[[nodiscard]] std::string_view to_string(ReviewVerdict verdict);
[[nodiscard]] std::optional<ReviewVerdict> parse_review_verdict(std::string_view word);

struct Review {
  Uuid reviewer;
  ReviewVerdict verdict = ReviewVerdict::justified;
  std::string findings;
  TimePoint at;
};

struct Emergency {
  Uuid id;
  Uuid actor;
  Uuid actor_unit;
  Uuid session;
  Uuid role_grant;  // with break_glass.use
  std::vector<std::string> permissions;
  Uuid unit;
  std::optional<Uuid> subject;  // then about nobody else
  std::string reason;
  TimePoint opened;
  TimePoint ends;
  Uuid proof_authenticator;
  TimePoint proof_at;
  Bytes seal;
  std::optional<TimePoint> ended = {};  // by the actor, before its time
  TimePoint review_due;
  std::optional<Review> review = {};
  std::optional<TimePoint> suspended = {};
  [[nodiscard]] bool in_force(TimePoint now) const { return !ended && opened <= now && now < ends; }
};

// The seal of what decides, so that a row which was written past tessera gives nothing.
[[nodiscard]] Bytes seal_of(const Emergency& emergency, const crypto::Keyring& keys);
[[nodiscard]] bool is_sealed(const Emergency& emergency, const crypto::Keyring& keys);

struct EmergencyWish {
  std::vector<std::string> permissions;
  Uuid unit = access::kRootUnit;
  std::optional<Uuid> subject = {};
  std::string reason;  // 3 to 500 characters; no personal data
  minutes length = kLongestEmergency;
};

struct EmergencyFacts {
  std::vector<std::string> not_offered;  // of those asked for
  bool personal = false;                 // one of them opens personal data
  std::vector<std::string> conflicts;    // "a + b" that nobody holds together
  bool unit_exists = false;
  bool subject_exists = false;
  bool unreviewed = false;  // an earlier one of the actor
};

// The proof that counts as the extra factor: phishing-resistant, with the user verified, given on
// top of the sign-in of this session and not long ago. nullopt: none.
[[nodiscard]] std::optional<authn::Proof> extra_factor(std::span<const authn::Proof> proofs,
                                                       TimePoint session_created, TimePoint now);

// Errc::forbidden "access.denied", "break_glass.token" (not by a token), "break_glass.factor";
// Errc::invalid "break_glass.permissions", "break_glass.subject" (personal data of one named person
// only, and not the actor's own), "break_glass.reason", "break_glass.length"; Errc::not_found
// "unit.unknown", "person.unknown"; Errc::conflict "break_glass.conflict", "break_glass.open" (the
// last one is not reviewed yet).
[[nodiscard]] Result<access::Decision> decide_emergency(const access::Actor& actor,
                                                        const EmergencyWish& wish,
                                                        const EmergencyFacts& facts,
                                                        const std::optional<authn::Proof>& factor,
                                                        TimePoint now);

struct ReviewerFacts {
  bool same_line = false;    // units above, below or equal
  bool subordinate = false;  // sponsored by the other, over any number of steps, either way
  bool gave_power = false;   // granted or approved a role of the actor
  bool owes_power = false;   // holds a role that the actor granted or approved
};

// Errc::forbidden "access.denied", "break_glass.related" (detail: unit_line, subordination,
// gave_power, owes_power), "break_glass.factor"; Errc::conflict "break_glass.running",
// "break_glass.reviewed"; Errc::invalid "break_glass.findings".
[[nodiscard]] Result<access::Decision> decide_review(
    const access::Actor& reviewer, const Emergency& emergency, const ReviewerFacts& facts,
    std::string_view findings, const std::optional<authn::Proof>& factor, TimePoint now);

}  // namespace tessera::oversight
