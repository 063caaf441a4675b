#include "authn/methods/verify_password.hpp"

#include <algorithm>

#include <tessera/people/normal_form.hpp>

#include "authn/methods/password_rules.hpp"
#include "authn/methods/sealed_data.hpp"

namespace tessera::authn {
namespace {

constexpr std::string_view kUsername = "username";
// What is no login is looked up all the same and belongs to nobody.
constexpr std::string_view kNoLogin = "?";

const AuthenticatorRecord* find_password(const std::vector<AuthenticatorRecord>& records) {
  const auto found = std::ranges::find_if(records, [](const auto& record) {
    return record.authenticator.kind == AuthenticatorKind::password &&
           record.authenticator.state == AuthenticatorState::active;
  });
  return found == records.end() ? nullptr : &*found;
}

}  // namespace

std::string PasswordVerifier::login_of(const Answer& answer) const {
  if (!answer.fields.contains(kUsername)) return {};
  return people::normalise_login(answer.field(kUsername)).value_or(std::string(kNoLogin));
}

CountedBy PasswordVerifier::counted_by(const JudgeInput& input) const {
  const auto login = login_of(input.answer);
  if (login.empty() && input.person)
    return {.kind = "password", .whose = to_string(*input.person), .costly = true};
  return {.kind = "login", .whose = login, .costly = true};
}

Error PasswordVerifier::refusal() const {
  return {Errc::unauthenticated, "sign_in.failed", {}, {}, {}, 0};
}

Task<Judged> PasswordVerifier::judge(JudgeInput input) {
  const auto login = login_of(input.answer);
  Judged judged;
  if (login.empty() && input.person) {
    judged.person = co_await p_.people.load(*input.person);
    judged.authenticators = co_await p_.store.load(*input.person);
  } else {
    auto holder = co_await p_.store.load_by_login(p_.people.login_fingerprints(login));
    judged.person = std::move(holder.person);
    judged.authenticators = std::move(holder.authenticators);
  }
  const auto* record = find_password(judged.authenticators);
  std::string phc;
  if (record != nullptr) {
    judged.used = record->authenticator.id;
    phc = open_hash(record->data, record->authenticator.id, *p_.keys.get());
  }
  const auto normal = normalise_password(input.answer.secret);
  const HashingTurn turn(input.known_device ? HashingLane::reserved : HashingLane::common,
                         input.network);
  const auto verdict = co_await p_.hasher.verify(phc, normal.value_or(Secret()), turn);
  const bool under_cap = record != nullptr &&
                         is_under_cap(record->consecutive_failures, input.known_device, p_.policy);
  // Beyond the cap of strangers their guesses prove nothing and count for nothing: what is left up
  // to the cap of known devices is the owner's.
  judged.counts = under_cap && !verdict.matches;
  if (!judged.person) {
    judged.reason = "unknown_login";
  } else if (record == nullptr) {
    judged.reason = "no_password";
  } else if (!verdict.matches) {
    judged.reason = "wrong_password";
  } else if (!under_cap) {
    judged.reason = "disabled";
  } else {
    judged.reason.clear();
    judged.given.proof = {
        .method = Method::password, .authenticator = *judged.used, .at = input.now};
    if (!verdict.upgraded.empty()) {
      co_await upgrade(*record, verdict.upgraded, p_.hasher.params_text());
    } else if (!has_current_pepper(record->data, *p_.keys.get())) {
      co_await upgrade(*record, phc, record->params);
    }
  }
  co_return judged;
}

Task<> PasswordVerifier::upgrade(const AuthenticatorRecord& record, const std::string& phc,
                                 const std::string& params) {
  auto data = seal_hash(phc, record.authenticator.id, *p_.keys.get(), p_.random);
  co_await p_.store.upgrade_password(record.authenticator.id, record.data, std::move(data), params);
}

}  // namespace tessera::authn
