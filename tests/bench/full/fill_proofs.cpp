#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/authn/certificates.hpp>
#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>

#include "bench/full/fill.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

Bytes bytes_at(const json::object& object, std::string_view name) {
  return codec::from_base64url(std::string(object.at(name).as_string())).value();
}

// WebAuthn 5.1, RegistrationResponseJSON.
std::string registration_json(const authn::webauthn::RegistrationResponse& made) {
  const auto id = codec::to_base64url(made.credential_id);
  return json::serialize(
      json::object{{"id", id},
                   {"rawId", id},
                   {"type", "public-key"},
                   {"response",
                    {{"clientDataJSON", codec::to_base64url(made.client_data_json)},
                     {"attestationObject", codec::to_base64url(made.attestation_object)},
                     {"transports", json::array{"internal"}}}}});
}

}  // namespace

// As the sign-in before remembers whom it knows without a login.
std::string Filler::known_browser(const Uuid& person) {
  return authn::remember_login(authn::make_device(backends_.random), "person|" + to_string(person),
                               *backends_.keyring.get());
}

Task<PasskeyHolder> Filler::make_passkey_holder(std::size_t n) {
  const auto login = "passkey" + std::to_string(n);
  const auto person = co_await make_person(login);
  PasskeyHolder out{.key = test::VirtualAuthenticator(), .device = known_browser(person)};
  out.key.rp_id = "localhost";
  out.key.origin = place_.tls().origin;
  out.key.credential_id = backends_.random.bytes(32);
  auto& passkeys = rooms_.authn.authn.passkeys();
  const auto session = make_uuid4(backends_.random);
  const auto request = context();
  const auto offer = co_await passkeys.offer(person, session, login, "bench", request);
  out.key.user_handle = bytes_at(offer.options.at("user").as_object(), "id");
  const auto response = registration_json(out.key.create(bytes_at(offer.options, "challenge")));
  const auto bound = co_await passkeys.bind(
      person, session, "bench", {.sealed = offer.sealed, .response = response, .label = "Bench"},
      request);
  if (!bound) throw std::runtime_error(login + ": " + bound.error().id);
  co_return out;
}

Task<CardHolder> Filler::make_card_holder(std::size_t n) {
  const auto number = "B-" + std::to_string(n);
  const auto person = co_await make_person("card" + std::to_string(n));
  const auto now = backends_.clock->now();
  const authn::CertificateReading reading{.realm = std::string(kCardRealm),
                                          .identifier = number,
                                          .label = "Bench",
                                          .hardware = true,
                                          .not_after = now + hours{24},
                                          .read = now};
  const auto request = context();
  const auto bound =
      co_await rooms_.authn.authn.certificates()->bind(person, reading, "Bench", request);
  if (!bound) throw std::runtime_error(number + ": " + bound.error().id);
  co_return CardHolder{.card = nullptr, .device = known_browser(person)};
}

void Filler::fill_proofs(Contents& out, const Sizes& sizes) {
  out.with_passkey.resize(sizes.passkeys);
  in_parallel("people with a passkey", sizes.passkeys, 8, [&](std::size_t i) -> Task<> {
    out.with_passkey[i] = co_await make_passkey_holder(i);
  });
  out.with_card.resize(sizes.cards);
  in_parallel("people with a smart card", sizes.cards, 8,
              [&](std::size_t i) -> Task<> { out.with_card[i] = co_await make_card_holder(i); });
  for (std::size_t i = 0; i < sizes.cards; ++i)  // the authority numbers them one by one
    out.with_card[i].card = place_.cards().issue("B-" + std::to_string(i), place_.server_ca());
}

}  // namespace tessera::bench
