#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/people/normal_form.hpp>

#include "authn/recovery/recovery.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kFlowBytes = 16;
constexpr int kStarts = 20;        // of a network within the window of throttling
constexpr int kStartsLarge = 100;  // of an IPv6 /48

ThrottleRule window(std::string key, int most, const ThrottlePolicy& policy) {
  return {.kind = ThrottleRule::Kind::window,
          .key = std::move(key),
          .free = most,
          .period = policy.window};
}

// Each one costs a mail at most; a known device is counted by itself.
std::vector<ThrottleRule> start_rules(const std::string& device, const std::string& address,
                                      const ThrottlePolicy& policy) {
  if (!device.empty()) return {window("recover|device|" + device, kStarts, policy)};
  std::vector<ThrottleRule> rules;
  if (const auto net = network_of(address, 64); !net.empty())
    rules.push_back(window("recover|net|" + net, kStarts, policy));
  if (const auto net = network_of(address, 48); !net.empty())
    rules.push_back(window("recover|large|" + net, kStartsLarge, policy));
  return rules;
}

bool holds_active(const std::vector<AuthenticatorRecord>& held, AuthenticatorKind kind) {
  return std::ranges::any_of(held, [&](const AuthenticatorRecord& record) {
    return record.authenticator.kind == kind &&
           record.authenticator.state == AuthenticatorState::active;
  });
}

// Of an authenticator that is still in use, and given since the account was last frozen: whoever
// froze it may have known who held the authenticator. A code is spent when it is right.
bool counts(const Proof& proof, const std::vector<AuthenticatorRecord>& held,
            const people::Person* person) {
  const auto needs = {Method::password, Method::totp, Method::passkey, Method::certificate};
  if (std::ranges::find(needs, proof.method) == needs.end()) return true;
  const bool in_use = std::ranges::any_of(held, [&](const AuthenticatorRecord& record) {
    return record.authenticator.id == proof.authenticator &&
           record.authenticator.state == AuthenticatorState::active;
  });
  return in_use && (person == nullptr || !person->freeze || proof.at >= person->freeze->since);
}

}  // namespace

bool may_recover(const people::Person& person, TimePoint now) {
  if (person.state != people::PersonState::active && person.state != people::PersonState::frozen)
    return false;
  return person.citizen || (person.affiliation && person.affiliation->in_force(now));
}

audit::Event recovery_event(std::string type, std::optional<Uuid> person,
                            const RequestContext& context) {
  auto event = audit::make_event(std::move(type), context);
  event.actor_kind = "anonymous";
  event.subject = person;
  event.object_type = "recovery";
  return event;
}

std::string Recoveries::mac_of(std::string_view kind, std::string_view whose) const {
  const auto covered = "recover|" + std::string(kind) + '|' + std::string(whose);
  return codec::to_base64url(p_.keys.get()->mac(crypto::kPurposeCookie, as_bytes(covered)));
}

std::string Recoveries::known_device(const Browser& browser, std::string_view login) const {
  const auto keys = p_.keys.get();
  const auto device = parse_device(browser.device_cookie, *keys);
  return device && is_known(*device, login, *keys) ? device->id : std::string();
}

Task<Result<void>> Recoveries::take(std::span<const ThrottleRule> rules,
                                    const RequestContext& context) {
  const auto verdict = co_await p_.throttle.take(rules, context.received);
  if (verdict.allowed) co_return Result<void>{};
  if (is_worth_an_event(verdict.refused)) {
    auto event = recovery_event("recovery.throttled", std::nullopt, context);
    event.outcome = audit::Outcome::denied;
    event.details["refused"] = verdict.refused;
    RecoveryNews news;
    news.events.push_back(std::move(event));
    co_await p_.store.post(std::move(news), context.received);
  }
  Error error{Errc::rate_limited, "sign_in.throttled", {}, {}, {}, 0};
  error.retry_after_seconds = static_cast<int>(std::chrono::ceil<seconds>(verdict.wait).count());
  co_return std::unexpected(std::move(error));
}

// Whether somebody has this login is found out later and elsewhere: the request that asks costs the
// same for all.
Task<> Recoveries::post_request(Asked asked, const RequestContext& context) {
  const boost::json::object json{{"login", asked.login},        {"what", asked.what},
                                 {"known", asked.known_device}, {"class", context.address_class},
                                 {"agent", context.user_agent}, {"address", context.address}};
  const auto id = make_uuid7(context.received, p_.random);
  RecoveryNews news;
  news.messages.push_back(
      {id, "recovery_code",
       p_.keys.get()->seal(crypto::kPurposeSecretBox, as_bytes(boost::json::serialize(json)),
                           outbox_context(id), p_.random),
       std::nullopt});
  auto event = recovery_event("recovery.asked", std::nullopt, context);
  event.details["what"] = asked.what;
  news.events.push_back(std::move(event));
  co_await p_.store.post(std::move(news), context.received);
}

Task<Result<std::string>> Recoveries::start(std::string_view typed, const Browser& browser,
                                            const RequestContext& context) {
  const auto login = people::normalise_login(typed).value_or("?");
  const auto device = known_device(browser, login);
  const auto taken = co_await take(start_rules(device, context.address, p_.throttling), context);
  if (!taken) co_return std::unexpected(taken.error());
  co_await post_request({.login = login, .what = "mail", .known_device = !device.empty()}, context);
  const RecoveryFlow flow{.id = codec::to_base64url(p_.random.bytes(kFlowBytes)),
                          .login = login,
                          .created = context.received};
  co_return seal_recovery_flow(flow, *p_.keys.get(), p_.random);
}

Task<Result<void>> Recoveries::ask_contacts(std::string_view sealed, const Browser& browser,
                                            const RequestContext& context) {
  const auto flow = open_recovery_flow(sealed, *p_.keys.get(), context.received);
  if (!flow) co_return fail(Errc::gone, "recovery.flow");
  const auto device = known_device(browser, flow->login);
  const auto taken = co_await take(start_rules(device, context.address, p_.throttling), context);
  if (!taken) co_return std::unexpected(taken.error());
  co_await post_request({.login = flow->login, .what = "contacts", .known_device = !device.empty()},
                        context);
  co_return Result<void>{};
}

MethodVerifier* Recoveries::verifier_of(Method method) const {
  const auto found = std::ranges::find_if(
      p_.verifiers, [&](const auto* verifier) { return verifier->method() == method; });
  return found == p_.verifiers.end() ? nullptr : *found;
}

// Codes first: they are too long to guess, so that strangers reach no authenticator here whose
// failures they could count up.
std::vector<Method> Recoveries::offered(std::span<const Method> given) const {
  std::vector<Method> all{Method::mail_code, Method::saved_code, Method::contact_code};
  const bool code_given =
      std::ranges::any_of(given, [](Method m) { return way_of(m) != RecoveryWay::authenticator; });
  if (code_given) {
    for (const auto* verifier : p_.verifiers) all.push_back(verifier->method());
  }
  std::erase_if(all, [&](Method m) { return std::ranges::count(given, m) > 0; });
  return all;
}

std::vector<Method> Recoveries::methods_given(const FlowProgress& progress,
                                              const Standing& standing) {
  std::vector<Method> out;
  const auto* person = standing.person ? &*standing.person : nullptr;
  for (const auto& each : progress.proofs) {
    if (counts(each.proof, standing.held, person)) out.push_back(each.proof.method);
  }
  return out;
}

RecoveryView Recoveries::view_of(const FlowProgress& progress, const Standing& standing) const {
  RecoveryView view;
  const auto* person = standing.person ? &*standing.person : nullptr;
  view.given = methods_given(progress, standing);
  view.offered = offered(view.given);
  // Nobody is sent to a key or a reader for nothing.
  std::erase_if(view.offered, [&](Method method) {
    const auto lacks = [&](Method asked, AuthenticatorKind kind) {
      return method == asked && !holds_active(standing.held, kind);
    };
    return lacks(Method::passkey, AuthenticatorKind::passkey) ||
           lacks(Method::certificate, AuthenticatorKind::certificate);
  });
  if (view.given.empty()) return view;
  view.in_person = standing.account == AccountClass::in_person;
  view.grant = decide_grant(standing.account, view.given);
  // An account that somebody froze may have been taken with the very factor that was proven: its
  // owner gets time. A new password that staff ask for is no such word.
  const bool frozen = person != nullptr && person->freeze;
  if (view.grant && frozen &&
      (person->freeze->by != people::FrozenBy::staff || !person->standing.needs_reset))
    view.grant->at_once = false;
  // The password that was proven is the one that staff want replaced.
  if (view.grant && person != nullptr && person->standing.needs_reset) view.grant->password = true;
  return view;
}

Task<Recoveries::Standing> Recoveries::load_standing(std::optional<people::Person> person) {
  Standing standing{.person = std::move(person)};
  standing.held = co_await p_.authenticators.load(standing.person ? standing.person->id : Uuid{});
  std::vector<Authenticator> all;
  std::vector<Proof> proofs;
  for (const auto& record : standing.held) {
    all.push_back(record.authenticator);
    if (record.authenticator.kind != AuthenticatorKind::saved_code)
      proofs.push_back(expected_proof(record.authenticator, TimePoint{}));
  }
  const bool aal3 = decide_level(proofs).acr >= Acr::aal3;
  standing.account = account_class(all, standing.person ? standing.person->ial : Ial::none, aal3);
  co_return standing;
}

Task<Result<RecoveryView>> Recoveries::view(std::string_view sealed, const Browser& browser,
                                            const RequestContext& context) {
  const auto flow = open_recovery_flow(sealed, *p_.keys.get(), context.received);
  if (!flow) co_return fail(Errc::gone, "recovery.flow");
  const auto progress = co_await p_.flows.load(flow->id, browser.binding);
  Standing standing;
  if (progress.person) standing = co_await load_standing(co_await p_.people.load(*progress.person));
  auto view = view_of(progress, standing);
  view.prompts =
      co_await prompts_for(flow->id, browser.binding, view.offered, standing, context.received);
  co_return view;
}

// Only to whom a code was right: the options name the keys of the person.
Task<std::vector<Offer>> Recoveries::prompts_for(std::string flow, std::string browser,
                                                 const std::vector<Method>& offered,
                                                 Standing standing, TimePoint now) {
  std::vector<Offer> prompts;
  std::erase_if(standing.held, [](const AuthenticatorRecord& record) {
    return record.authenticator.state != AuthenticatorState::active;
  });
  SignInRequest request;
  if (standing.person) request.person = standing.person->id;
  for (const auto method : offered) {
    auto* verifier = verifier_of(method);
    if (verifier == nullptr) continue;
    auto prompt = co_await verifier->prompt(
        {.request = request, .person = standing.person, .held = standing.held, .now = now});
    if (prompt.challenge.empty()) continue;
    prompts.push_back({.method = method,
                       .data = std::move(prompt.data),
                       .sealed = seal_challenge(prompt.challenge, method, flow, browser, now,
                                                *p_.keys.get(), p_.random)});
  }
  co_return prompts;
}

}  // namespace tessera::authn
