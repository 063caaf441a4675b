// People with virtual authenticators on real stores.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>

#include "tests/integration/authn/recovery_fixture.hpp"
#include "tests/support/virtual_authenticator.hpp"
#include "tests/unit/authn/webauthn/statements.hpp"

namespace tessera::authn {

using codec::to_base64url;
using test::VirtualAuthenticator;
namespace json = boost::json;

class Passkeys : public RecoveryStack {
 protected:
  struct Key {
    VirtualAuthenticator device;
    Uuid id;
  };

  static Bytes bytes_at(const json::object& o, std::string_view name) {
    return *codec::from_base64url(std::string(o.at(name).as_string()));
  }
  static std::string render(const webauthn::RegistrationResponse& r) {
    return json::serialize(
        json::object{{"id", to_base64url(r.credential_id)},
                     {"rawId", to_base64url(r.credential_id)},
                     {"type", "public-key"},
                     {"response",
                      {{"clientDataJSON", to_base64url(r.client_data_json)},
                       {"attestationObject", to_base64url(r.attestation_object)},
                       {"transports", json::array(r.transports.begin(), r.transports.end())}}}});
  }
  static std::string render(const webauthn::AssertionResponse& r) {
    json::object response{{"clientDataJSON", to_base64url(r.client_data_json)},
                          {"authenticatorData", to_base64url(r.authenticator_data)},
                          {"signature", to_base64url(r.signature)}};
    if (r.user_handle) response["userHandle"] = to_base64url(*r.user_handle);
    return json::serialize(json::object{{"id", to_base64url(r.credential_id)},
                                        {"rawId", to_base64url(r.credential_id)},
                                        {"type", "public-key"},
                                        {"response", response}});
  }

  PasskeyBinding::Offer offer(const Uuid& person) {
    const auto now = context();
    return run(
        [&] { return authn_->passkeys().offer(person, session_, "anna@example.org", "b1", now); });
  }
  Result<void> bind(const Uuid& person, VirtualAuthenticator& device,
                    const PasskeyBinding::Offer& offered, std::string_view browser_of = "b1") {
    device.user_handle = bytes_at(offered.options.at("user").as_object(), "id");
    return bind_response(person, offered, device.create(bytes_at(offered.options, "challenge")),
                         browser_of);
  }
  Result<void> bind_response(const Uuid& person, const PasskeyBinding::Offer& offered,
                             const webauthn::RegistrationResponse& response,
                             std::string_view browser_of = "b1") {
    const auto text = render(response);
    const auto now = context();
    return run([&] {
      return authn_->passkeys().bind(
          person, session_, browser_of,
          {.sealed = offered.sealed, .response = text, .label = "my phone"}, now);
    });
  }
  Key make_key(const Uuid& person, VirtualAuthenticator device = VirtualAuthenticator()) {
    device.credential_id = random.bytes(32);
    EXPECT_TRUE(bind(person, device, offer(person)));
    const auto row =
        sql("select id::text from authenticator where kind = 'passkey' order by bound "
            "desc, id limit 1");
    EXPECT_EQ(row.size(), 1u);
    Key key{.device = std::move(device), .id = {}};
    for (const auto& each : run([&] { return authn_->binding().list(person); })) {
      if (each.kind == AuthenticatorKind::passkey) key.id = each.id;
    }
    return key;
  }

  // What the page of the ceremony offers now.
  Offer shown() {
    const auto now = context();
    const auto step = run([&] { return authn_->sign_in().begin(request, browser, now); });
    const auto* found = step.find(Method::passkey);
    EXPECT_NE(found, nullptr);
    return found == nullptr ? Offer{} : *found;
  }
  Result<StepResult> answer_with(const VirtualAuthenticator& device, const Offer& offered) {
    return send(render(device.get(bytes_at(offered.data, "challenge"))), offered.sealed);
  }
  Result<StepResult> send(const std::string& response, const std::string& sealed) {
    return answer({.method = Method::passkey,
                   .fields = {{"response", response}, {"challenge", sealed}},
                   .secret = {}});
  }
  std::string last_reason() {
    return sql("select (body::json)->>'reason' from journal_event "
               "where type = 'user.login.failed' order by n desc limit 1")[0]
        .string(0);
  }
  void new_flow() {
    request.flow = "flow-" + std::to_string(++flows_made_);
    browser.session_cookie.clear();
  }

  Uuid session_ = *parse_uuid("6f1c1c1e-0000-4000-8000-000000000001");
  int flows_made_ = 0;
};

}  // namespace tessera::authn
