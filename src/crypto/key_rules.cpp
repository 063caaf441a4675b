#include <tessera/crypto/key_rules.hpp>

#include <algorithm>
#include <array>

#include <tessera/crypto/keyring.hpp>

namespace tessera::crypto {
namespace {

constexpr std::array kRules{
    KeyRule{kPurposePersonEpoch, false, {}, "rotates by itself: each month has its own key"},
    KeyRule{kPurposeFingerprint,
            false,
            {},
            "people and duplicates are found by values under this key, and it cannot be read back "
            "from them: a new key needs every fingerprint rewritten"},
    // A node makes all tokens anew within hours.
    KeyRule{kPurposeSearch, true, days{31}, "a job makes the tokens of everybody anew"},
    KeyRule{kPurposePepper, true, {}, "a password is sealed anew at its next sign-in"},
    // A refresh token lives 30 days at most.
    KeyRule{kPurposeRefresh, true, days{31}, "a refresh token gets the new key when it is used"},
    // The cookie that remembers a device lives 400 days, the longest a browser keeps one.
    KeyRule{kPurposeCookie, true, days{401}, "cookies get the new key when they are renewed"},
    // The applicant's cookie lives 30 days.
    KeyRule{kPurposeFlow, true, days{31}, "what is under way ends with the old key"},
    KeyRule{kPurposeEvidence, true, {}, "documents keep the key that they were stored under"},
    KeyRule{
        kPurposeSecretBox, true, {}, "one-time code secrets keep the key they were bound under"},
    KeyRule{kPurposeTokenSigning, true, {}, "signing keys made from then on are sealed under it"},
    KeyRule{kPurposeHeadSigning, true, {}, "a new key for signing heads is made under it"},
    KeyRule{kPurposeJournalMac, true, {}, "rows keep the key they were written under"},
    KeyRule{kPurposeRoleGrant, true, {}, "a grant keeps the key that it was sealed under"},
};

}  // namespace

std::span<const KeyRule> key_rules() {
  return kRules;
}

const KeyRule* find_key_rule(std::string_view purpose) {
  const auto* found = std::ranges::find(kRules, purpose, &KeyRule::purpose);
  return found == kRules.end() ? nullptr : found;
}

}  // namespace tessera::crypto
