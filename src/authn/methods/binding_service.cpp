#include "authn/methods/binding_service.hpp"

#include <algorithm>

#include <tessera/authn/words.hpp>
#include <tessera/crypto/totp.hpp>

#include <tessera/authn/totp_offer.hpp>
#include "authn/methods/password_rules.hpp"
#include "authn/methods/sealed_data.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kTotpSecretSize = 20;  // RFC 4226 4: 160 bits recommended
constexpr std::size_t kLongestLabel = 60;

audit::Event binding_event(std::string type, const Uuid& person, const Uuid& authenticator,
                           AuthenticatorKind kind, const RequestContext& context) {
  auto event = audit::make_event(std::move(type), context);
  event.actor = person;
  event.actor_kind = "person";
  event.subject = person;
  event.object_type = "authenticator";
  event.object_id = to_string(authenticator);
  event.details["kind"] = to_string(kind);
  return event;
}

AuthenticatorRecord new_record(const Uuid& person, AuthenticatorKind kind, TimePoint now,
                               Random& random) {
  AuthenticatorRecord record;
  record.authenticator.id = make_uuid4(random);
  record.authenticator.kind = kind;
  record.authenticator.bound = now;
  record.person = person;
  return record;
}

// At most so many bytes, and no half character.
std::string shorten(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  text.resize(bytes);
  return text;
}

}  // namespace

Task<Result<void>> Binding::set_password(const Uuid& person, Secret password, bool staff,
                                         std::vector<std::string> own_words,
                                         const RequestContext& context) {
  const auto normal = normalise_password(password);
  if (!normal) co_return std::unexpected(normal.error());
  own_words.push_back(service_name_);
  if (const auto checked = check_password(*normal, staff, own_words); !checked) co_return checked;
  const auto phc = co_await hasher_.hash(*normal, HashingLane::reserved);
  NewAuthenticator bound;
  bound.record = new_record(person, AuthenticatorKind::password, context.received, random_);
  const auto& id = bound.record.authenticator.id;
  bound.record.data = seal_hash(phc, id, *keys_.get(), random_);
  bound.record.params = hasher_.params_text();
  bound.replaces = true;
  bound.events = {
      binding_event("authenticator.bound", person, id, AuthenticatorKind::password, context)};
  bound.notices = co_await notices_.write(
      {.kind = NoticeKind::password_changed, .person = person, .authenticator = id}, context);
  if (!co_await store_.bind(bound)) co_return fail(Errc::conflict, "authenticator.conflict");
  co_return Result<void>{};
}

TotpOffer Binding::offer_totp(std::string_view account_name) {
  return render_totp_offer(Secret(random_.bytes(kTotpSecretSize)), service_name_, account_name);
}

Task<Result<void>> Binding::bind_totp(const Uuid& person, const Secret& secret,
                                      std::string_view code, std::string label,
                                      const RequestContext& context) {
  const auto step =
      crypto::check_totp(secret.reveal_bytes(), code, crypto::totp_step(context.received));
  if (!step) co_return fail(Errc::invalid, "totp.wrong_code");
  NewAuthenticator bound;
  bound.record = new_record(person, AuthenticatorKind::totp, context.received, random_);
  const auto& id = bound.record.authenticator.id;
  bound.record.authenticator.label = shorten(std::move(label), kLongestLabel);
  bound.record.data = seal_totp(secret, id, *keys_.get(), random_);
  bound.record.last_step = *step;
  bound.events = {
      binding_event("authenticator.bound", person, id, AuthenticatorKind::totp, context)};
  bound.notices = co_await notices_.write({.kind = NoticeKind::authenticator_added,
                                           .person = person,
                                           .what = bound.record.authenticator.label,
                                           .authenticator = id},
                                          context);
  if (!co_await store_.bind(bound)) co_return fail(Errc::conflict, "authenticator.too_many");
  co_return Result<void>{};
}

Task<std::vector<Authenticator>> Binding::list(const Uuid& person) {
  std::vector<Authenticator> all;
  for (auto& record : co_await store_.load(person)) all.push_back(std::move(record.authenticator));
  co_return all;
}

Task<Result<void>> Binding::remove(const Uuid& person, const Uuid& authenticator,
                                   const RequestContext& context) {
  const auto records = co_await store_.load(person);
  const auto found = std::ranges::find_if(records, [&](const AuthenticatorRecord& record) {
    return record.authenticator.id == authenticator;
  });
  if (found == records.end()) co_return fail(Errc::not_found, "authenticator.unknown");
  auto event = binding_event("authenticator.removed", person, authenticator,
                             found->authenticator.kind, context);
  auto told = co_await notices_.write({.kind = NoticeKind::authenticator_removed,
                                       .person = person,
                                       .what = found->authenticator.label},
                                      context);
  if (!co_await store_.remove(person, authenticator, context.received, std::move(event),
                              std::move(told))) {
    co_return fail(Errc::conflict, "authenticator.last");
  }
  co_return Result<void>{};
}

}  // namespace tessera::authn
