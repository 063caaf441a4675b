#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/authn/own_words.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/crypto/totp.hpp>

#include "authn/methods/lookup_codes.hpp"
#include "authn/methods/new_authenticator.hpp"
#include "authn/methods/password_rules.hpp"
#include "authn/methods/sealed_data.hpp"
#include "authn/recovery/recovery.hpp"

namespace tessera::authn {
namespace {

using Kind = AuthenticatorKind;

bool has_proof(const Recovery& recovery, Method method) {
  return std::ranges::count(recovery.proofs, method) > 0;
}

}  // namespace

// The same rules as for a password or a device that is set up with a session.
Task<Result<std::vector<AuthenticatorRecord>>> Recoveries::make_new(const Recovery& recovery,
                                                                    NewWays ways, TimePoint now) {
  std::vector<AuthenticatorRecord> made;
  const auto keys = p_.keys.get();
  std::optional<Secret> password;
  if (recovery.grant.password) {
    const auto normal = normalise_password(ways.password);
    if (!normal) co_return std::unexpected(normal.error());
    const auto person = co_await p_.people.load(recovery.person);
    const bool staff = person && person->affiliation && person->affiliation->in_force(now);
    auto words = co_await own_words(p_.people, recovery.person);
    words.push_back(p_.service_name);
    if (auto checked = check_password(*normal, staff, words); !checked)
      co_return std::unexpected(checked.error());
    password = *normal;
  }
  if (recovery.grant.second_factor) {
    const auto step =
        crypto::check_totp(ways.totp.reveal_bytes(), ways.totp_code, crypto::totp_step(now));
    if (ways.totp.empty() || !step) co_return fail(Errc::invalid, "totp.wrong_code");
    auto record = new_record(recovery.person, Kind::totp, now, p_.random);
    const auto& id = record.authenticator.id;
    record.authenticator.label = codec::shorten(std::move(ways.totp_label), kLongestLabel);
    record.data = seal_totp(ways.totp, id, *keys, p_.random);
    record.last_step = *step;
    made.push_back(std::move(record));
  }
  if (password) {
    const auto phc = co_await p_.hasher.hash(*password, HashingLane::reserved);
    auto record = new_record(recovery.person, Kind::password, now, p_.random);
    record.data = seal_hash(phc, record.authenticator.id, *keys, p_.random);
    record.params = p_.hasher.params_text();
    made.push_back(std::move(record));
  }
  co_return made;
}

Task<Result<Recovered>> Recoveries::complete(std::string_view sealed, NewWays ways,
                                             const Browser& browser,
                                             const RequestContext& context) {
  const auto over = [] { return fail(Errc::gone, "recovery.over"); };
  const auto now = context.received;
  const auto recovery = co_await load_binding(sealed, browser, now);
  if (!recovery || now >= *recovery->due) co_return over();
  auto made = co_await make_new(*recovery, std::move(ways), now);
  if (!made) co_return std::unexpected(made.error());
  // A freeze that comes later than the recovery was loaded cancels it: its version tells.
  const auto person = co_await p_.people.load(recovery->person);
  if (!person) co_return over();
  const auto outcome =
      decide_recovery(recovery->state, RecoveryEvent::bind, {.reached = true}, p_.policy, now);
  if (!outcome) co_return std::unexpected(outcome.error());

  RecoveryCompletion done{.move = {.id = recovery->id,
                                   .version = recovery->version,
                                   .from = recovery->state,
                                   .to = outcome->to,
                                   .due = outcome->due,
                                   .now = now,
                                   .reason = {}},
                          .person = recovery->person,
                          .replaced = {},
                          .suspended = {},
                          .bound = std::move(*made)};
  if (recovery->grant.password) done.replaced.push_back(Kind::password);
  if (recovery->grant.second_factor) {
    done.replaced.push_back(Kind::totp);
    // Perhaps lost with the rest: the person says so on the account page.
    done.suspended = {Kind::lookup_codes, Kind::passkey, Kind::certificate};
  }
  Recovered result;
  if (has_proof(*recovery, Method::saved_code)) {
    auto record = new_record(recovery->person, Kind::saved_code, now, p_.random);
    result.saved_code = make_saved_code(p_.random);
    const std::array codes{*result.saved_code};
    record.data = seal_codes(codes, record.authenticator.id, *p_.keys.get(), p_.random);
    done.replaced.push_back(Kind::saved_code);
    done.bound.push_back(std::move(record));
  }
  // Of a reported account, whoever was reported may have bound all that was not proven now.
  if (person->freeze && person->freeze->by == people::FrozenBy::notice) {
    for (const auto kind :
         {Kind::totp, Kind::lookup_codes, Kind::passkey, Kind::certificate, Kind::saved_code}) {
      if (!has_proof(*recovery, method_of(kind)) && std::ranges::count(done.replaced, kind) == 0 &&
          std::ranges::count(done.suspended, kind) == 0)
        done.suspended.push_back(kind);
    }
  }
  auto told = co_await news(*recovery, outcome->to, outcome->due,
                            outcome->has(RecoveryEffect::tell_all), {}, context);
  // Sessions and grants end now, and once more by the message if this node stops before.
  const boost::json::object ended{{"person", to_string(recovery->person)},
                                  {"before", now.time_since_epoch().count()}};
  told.messages.push_back({make_uuid7(now, p_.random), "recovered",
                           to_bytes(boost::json::serialize(ended)), std::nullopt});
  if (!co_await p_.store.complete(done, std::move(told))) co_return over();
  static_cast<void>(
      co_await p_.sessions.end_all(recovery->person, std::nullopt, "recovered", context));
  // Of what staff asked for only the new password was given.
  if (recovery->grant.password && person->standing.needs_reset)
    static_cast<void>(co_await p_.interventions.reset_done(recovery->person, context));
  if (person->freeze)
    static_cast<void>(
        co_await p_.freeze.recovered(recovery->person, person->freeze->since, context));
  co_return result;
}

}  // namespace tessera::authn
