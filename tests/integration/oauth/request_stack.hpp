// The stack with a client that has a key, and the ways in which a request comes.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/jose/jws.hpp>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {

class RequestStack : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    portal = add_client(with_key());
  }
  static ClientRegistration with_key() {
    auto r = registration();
    r.jwks = boost::json::serialize(
        boost::json::object{{"keys", {jose::to_jwk(key(), "k1", jose::SignAlg::es256)}}});
    return r;
  }
  static const crypto::Key& key() {
    static const auto made = crypto::Key::generate(crypto::KeyType::ec_p256);
    return made;
  }
  std::string sign(boost::json::object claims) {
    const auto now = to_unix(clock.now());
    claims.emplace("iss", portal.id);
    claims.emplace("aud", kIssuer);
    claims.emplace("nbf", now);
    claims.emplace("exp", now + 300);
    return jose::sign_jws(key(), jose::SignAlg::es256,
                          jose::encode_header(jose::SignAlg::es256, "k1", "oauth-authz-req+jwt"),
                          boost::json::serialize(claims));
  }
  static boost::json::object as_claims(const Fields& fields) {
    boost::json::object out;
    for (const auto& [name, value] : fields) out[name] = value;
    return out;
  }

  Result<PushedRequest> push(const Portal& by, const Fields& fields) {
    const auto body = form(fields);
    const auto now = context();
    const ClientCredentials credentials{
        "Basic " + codec::to_base64(as_bytes(by.id + ":" + by.secret)), body};
    return run([&] { return services_->pushed().push(credentials, now); });
  }
  std::string push_error(const Portal& by, const Fields& fields) {
    const auto out = push(by, fields);
    return out ? "" : out.error().id;
  }
  AuthorizeOutcome start(const Fields& fields, const std::optional<authn::Session>& session) {
    const auto params = form(fields);
    const auto now = context();
    return run([&] { return services_->authorize().start(params, session, now); });
  }
  // By reference, as the browser brings it.
  AuthorizeOutcome visit(const Portal& by, const PushedRequest& pushed,
                         const std::optional<authn::Session>& session) {
    return start({{"client_id", by.id}, {"request_uri", pushed.request_uri}}, session);
  }
  AuthorizeOutcome accept(const AuthorizeOutcome& asked,
                          const std::optional<authn::Session>& session) {
    const auto* page = std::get_if<AskConsent>(&asked);
    if (page == nullptr) return asked;
    const auto sealed = page->action.substr(page->action.find('=') + 1);
    const auto now = context();
    return run([&] { return services_->authorize().answer_consent(sealed, true, session, now); });
  }
  static std::string field(const AuthorizeOutcome& outcome, const std::string& name) {
    const auto* sent = std::get_if<SendToClient>(&outcome);
    if (sent == nullptr) return "(not sent)";
    for (const auto& [key, value] : sent->fields) {
      if (key == name) return value;
    }
    return "";
  }
  static std::string page(const AuthorizeOutcome& outcome) {
    const auto* shown = std::get_if<ShowError>(&outcome);
    return shown == nullptr ? "(no page)" : shown->error.id;
  }
  Somebody anna;
  Portal portal;
};

}  // namespace tessera::oauth
