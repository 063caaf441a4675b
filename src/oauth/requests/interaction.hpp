// What stands between a valid request and its code: signing in, consenting, or nothing. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/authn/session.hpp>
#include <tessera/oauth/authorize_request.hpp>
#include <tessera/privacy/consent.hpp>

#include "oauth/claims/requested_claims.hpp"

namespace tessera::oauth {

struct InteractionInput {
  const AuthorizeRequest& request;
  const ClientEntry& client;
  const std::optional<authn::Session>& session;
  const std::optional<privacy::Consent>& consent;
  // `sub` that this client knows the session's person by; "" if it knows none yet.
  const std::string& subject;
  bool consent_given = false;  // the page was answered for this very request
  Ial ial = Ial::none;         // of the session's person
};

struct Interaction {
  enum class Kind { sign_in, enrol, identity, consent, issue, refuse } kind = Kind::refuse;
  Acr wanted = Acr::aal1;  // sign_in
  bool essential = false;  // sign_in: nothing less will do
  bool fresh = false;      // sign_in: the existing session does not count
  std::string error;       // refuse, identity: code of OpenID Connect Core 3.1.2.6
  std::string description;
  bool released =
      true;  // consent, issue: false if the level was not reached, then only `sub` (R27)
};

[[nodiscard]] Interaction decide_interaction(const InteractionInput& in);

// The level to ask for: aal2 once anything personal is asked (R27), more if acr_values wish it.
[[nodiscard]] Acr wanted_level(const AuthorizeRequest& request, const ReleasePlan& plan);
// The lowest essential level, none if the request has none.
[[nodiscard]] Acr required_level(const AuthorizeRequest& request);
// Is one of the essential values reached, or none asked?
[[nodiscard]] bool is_essential_met(const AuthorizeRequest& request, const Assurance& achieved);
[[nodiscard]] bool covers(const privacy::Consent& consent, const AuthorizeRequest& request,
                          const ReleasePlan& plan);

}  // namespace tessera::oauth
