// A client authenticator over clients in memory.
#pragma once

#include <gtest/gtest.h>

#include <tessera/oauth/make.hpp>

#include "tests/unit/oauth/fakes.hpp"
#include "tests/unit/oauth/source_fakes.hpp"

namespace tessera::oauth {

class FixedClients final : public ClientStore {
 public:
  Task<std::int64_t> version() override { co_return set.version; }
  Task<ClientSet> load_changed(std::int64_t) override { co_return set; }
  Task<ClientSaved> save(const ClientChange&) override { co_return ClientSaved{}; }
  ClientSet set;
};

class WithAuthenticator : public testing::Test {
 protected:
  static constexpr std::string_view kIssuer = "https://login.test";
  using Fields = std::vector<std::pair<std::string, std::string>>;

  void serve(std::vector<ClientRecord> clients, ClientProfile profile = baseline()) {
    store.set = {.version = ++version, .profiles = {std::move(profile)}, .clients = {}};
    store.set.clients = std::move(clients);
    (void)await(directory.fresh());
  }
  std::string authenticate(std::optional<std::string> header, const Fields& fields,
                           SenderProof sender = {.url = "https://login.test/oauth2/token"}) {
    const auto form = codec::Form::parse(codec::encode_form(fields));
    const ClientCredentials credentials{std::move(header), *form, std::move(sender)};
    const auto known =
        await(authenticator->authenticate(credentials, RequestContext{.received = clock.now()}));
    detail = known ? "" : known.error().detail;
    return known ? "ok" : known.error().id;
  }
  const std::string one = to_string(id_of(1)), two = to_string(id_of(2)),
                    three = to_string(id_of(3));
  FakeClock clock;
  FixedClients store;
  std::int64_t version = 0;
  ClientDirectory directory{store, clock};
  Documents documents;
  Replays replays;
  std::unique_ptr<ClientKeys> keys = make_client_keys(documents);
  std::unique_ptr<ClientAuthenticator> authenticator =
      make_client_authenticator(std::string(kIssuer), directory, replays, *keys);
  std::string detail;  // what the log would say
};

}  // namespace tessera::oauth
