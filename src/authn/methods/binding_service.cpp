#include "authn/methods/binding_service.hpp"

#include <tessera/codec/plain_text.hpp>
#include <tessera/crypto/totp.hpp>

#include <tessera/authn/totp_offer.hpp>
#include "authn/methods/new_authenticator.hpp"
#include "authn/methods/password_rules.hpp"
#include "authn/methods/sealed_data.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kTotpSecretSize = 20;  // RFC 4226 4: 160 bits recommended

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
  bound.events = {bound_event(bound.record, context)};
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
  bound.record.authenticator.label = codec::shorten(std::move(label), kLongestLabel);
  bound.record.data = seal_totp(secret, id, *keys_.get(), random_);
  bound.record.last_step = *step;
  bound.events = {bound_event(bound.record, context)};
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

}  // namespace tessera::authn
