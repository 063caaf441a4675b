// Values and ports of the room for its unit tests.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <tessera/crypto/keyring.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/runtime/io_threads.hpp>

namespace tessera::oauth {

// A JSON value of whatever a test writes.
template <class T>
boost::json::value to_value(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    const std::string_view text = value;
    return boost::json::string(text.data(), text.size());
  } else {
    return boost::json::value(value);
  }
}

// Runs a task on an io thread and waits.
template <class T>
T await(Task<T> task) {
  static runtime::IoThreads& io = *[] {
    auto* threads = new runtime::IoThreads(1);
    threads->start();
    return threads;
  }();
  if constexpr (std::is_void_v<T>) {
    io.run_and_wait(0, [&]() -> Task<> { co_await std::move(task); });
  } else {
    std::optional<T> result;
    io.run_and_wait(0, [&]() -> Task<> { result.emplace(co_await std::move(task)); });
    return std::move(*result);
  }
}

inline crypto::Keyring make_ring(std::uint64_t seed = 1) {
  SeededRandom random(seed);
  std::vector<crypto::PurposeKey> keys;
  std::uint32_t id = 1;
  for (const auto purpose :
       {crypto::kPurposeFlow, crypto::kPurposeRefresh, crypto::kPurposeTokenSigning}) {
    crypto::PurposeKey key;
    key.id = id++;
    key.purpose = std::string(purpose);
    key.key = Secret(random.bytes(32));
    keys.push_back(std::move(key));
  }
  return crypto::Keyring(std::move(keys));
}

inline ClientProfile baseline() {
  return {.name = "baseline",
          .id_token_algs = {"RS256", "ES256", "PS256", "EdDSA"},
          .auth_methods = {"client_secret_basic", "client_secret_post", "private_key_jwt",
                           "tls_client_auth", "self_signed_tls_client_auth", "none"},
          .request_algs = {"RS256", "ES256", "PS256", "EdDSA"},
          .response_types = {"code"},
          .response_modes = {"query", "form_post"}};
}

inline ClientRegistration portal() {
  ClientRegistration r{.name = "Parking", .owner = "City", .contacts = {"a@city.test"}};
  r.home_uri = "https://portal.test/";
  r.grant_types = {"authorization_code", "refresh_token"};
  r.scopes = {"openid", "profile", "email", "offline_access"};
  r.claims = {{"name", "to print the permit", "public_task"}, {"email", "to send it", "consent"}};
  r.redirect_uris = {"https://portal.test/cb"};
  return r;
}

inline Uuid id_of(std::uint8_t n) {
  Uuid id;
  id.bytes[15] = n;
  return id;
}

inline ClientRecord approved(std::uint8_t n, ClientRegistration registration = portal()) {
  return {.client = {.id = id_of(n),
                     .registration = std::move(registration),
                     .status = ClientStatus::approved}};
}

inline ClientSnapshot snapshot_of(std::vector<ClientRecord> clients,
                                  ClientProfile profile = baseline()) {
  return ClientSnapshot(
      ClientSet{.version = 1, .profiles = {std::move(profile)}, .clients = std::move(clients)});
}

// A signer with one key per given algorithm.
struct Signing {
  explicit Signing(std::initializer_list<crypto::SignAlg> algorithms = {crypto::SignAlg::es256})
      : holder(make(algorithms)), signer(holder) {}
  static std::shared_ptr<const jose::KeySnapshot> make(
      std::initializer_list<crypto::SignAlg> algorithms) {
    std::vector<jose::SigningKey> keys;
    for (const auto alg : algorithms) {
      const auto type = alg == crypto::SignAlg::es256   ? crypto::KeyType::ec_p256
                        : alg == crypto::SignAlg::eddsa ? crypto::KeyType::ed25519
                                                        : crypto::KeyType::rsa;
      const auto key = crypto::Key::generate(type);
      keys.push_back(
          {.kid = jose::thumbprint(key), .alg = alg, .state = jose::KeyState::active, .key = key});
    }
    return std::make_shared<const jose::KeySnapshot>(std::move(keys));
  }
  jose::KeySnapshotHolder holder;
  jose::Signer signer;
};

}  // namespace tessera::oauth
