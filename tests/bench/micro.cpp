// Raw rates of what a request cannot do without: one line of JSON, in operations per CPU second of
// one thread, so that a busy machine changes them little.
//   bench_micro [--seconds S]
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/crypto/key.hpp>
#include <tessera/crypto/password_hash.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/crypto/x509.hpp>
#include <tessera/crypto/x509_path.hpp>

#include "tests/support/test_authority.hpp"
#include "tests/support/virtual_authenticator.hpp"

using namespace tessera;

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double rate(double for_seconds, const std::function<void()>& once) {
  once();
  const double begin = cpu_seconds();
  double used = 0;
  long n = 0;
  while (used < for_seconds) {
    once();
    ++n;
    used = cpu_seconds() - begin;
  }
  return static_cast<double>(n) / used;
}

// A card below an issuing authority and a root: what one sign-in by certificate validates, besides
// the handshake and a kept word about revocation.
void measure_cards(boost::json::object& out, double length) {
  test::TestAuthority root;
  auto issuing = root.make_authority(test::authority_spec("Issuing"));
  const auto measure = [&](const char* name, test::KeyRef key) {
    const auto der = issuing.issue({.key = std::move(key)}).der();
    const auto anchors = crypto::TrustAnchors::from_pem(root.pem(), issuing.pem());
    const auto once = [&] { return anchors->validate(der, {}, {}, test::kCardNow); };
    if (!once()) std::abort();
    out[name] = rate(length, [&] { (void)once(); });
  };
  measure("certificate_path_p256", test::make_ec_key());
  measure("certificate_path_rsa2048", test::make_rsa_key(2048));
}

// All steps of WebAuthn 7.1 and 7.2 over what a browser sent.
void measure_passkeys(boost::json::object& out, double length) {
  namespace webauthn = authn::webauthn;
  const webauthn::RelyingParty party{.id = "login.example.gov",
                                     .origins = {"https://login.example.gov"}};
  const Bytes challenge(32, 7);
  for (const auto& [name, alg] :
       {std::pair{"es256", webauthn::kEs256}, std::pair{"eddsa", webauthn::kEdDsa},
        std::pair{"rs256", webauthn::kRs256}}) {
    const test::VirtualAuthenticator device(alg);
    const auto made = device.create(challenge);
    const auto shown = device.get(challenge);
    const auto stored = device.stored();
    const auto enter = [&] {
      return webauthn::check_registration(made, challenge, party, {}, {}, TimePoint{});
    };
    const auto prove = [&] {
      return webauthn::check_assertion(shown, challenge, party, stored, {});
    };
    if (!enter() || !prove()) std::abort();
    out[std::string("passkey_registration_") + name] = rate(length, [&] { (void)enter(); });
    out[std::string("passkey_assertion_") + name] = rate(length, [&] { (void)prove(); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool given = argc == 3 && std::string_view(argv[1]) == "--seconds";
  const double length = given ? std::strtod(argv[2], nullptr) : 1.0;
  crypto::SystemRandom random;
  const auto data = random.bytes(600);
  boost::json::object out;
  const auto measure = [&](const char* name, crypto::KeyType type, crypto::SignAlg alg) {
    const auto key = crypto::Key::generate(type);
    const auto signature = crypto::sign(key, alg, data);
    if (!crypto::verify(key, alg, data, signature)) std::abort();
    out[std::string(name) + "_sign"] = rate(length, [&] { (void)crypto::sign(key, alg, data); });
    out[std::string(name) + "_verify"] =
        rate(length, [&] { (void)crypto::verify(key, alg, data, signature); });
  };
  measure("es256", crypto::KeyType::ec_p256, crypto::SignAlg::es256);
  measure("rs256", crypto::KeyType::rsa, crypto::SignAlg::rs256);
  measure("eddsa", crypto::KeyType::ed25519, crypto::SignAlg::eddsa);
  measure_cards(out, length);
  measure_passkeys(out, length);
  const crypto::Argon2Params params;
  const Secret password("correct horse battery staple");
  out["argon2id_memory_kib"] = params.memory_kib;
  out["argon2id_passes"] = params.passes;
  out["argon2id"] = rate(length, [&] { (void)crypto::argon2id_hash(password, params, random); });
  std::cout << boost::json::serialize(out) << std::endl;
}
