#include "oauth/grants/exchange_rules.hpp"

#include <algorithm>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/claims/requested_claims.hpp"
#include "oauth/grants/grant.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth::grants {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

bool is_own(const ExchangeInput& in) {
  return in.subject.client_id == in.requester.client_id;
}

// RFC 8693 4.4: the client whose token it is names those who may act with it, and the one who acts
// is registered to do so.
Result<void> check_parties(const ExchangeInput& in) {
  if (in.subject.is_machine())
    return refuse("invalid_request", "subject_token does not stand for a person");
  if (in.actor != nullptr && in.actor->client_id != in.requester.client_id)
    return refuse("invalid_request", "actor_token was issued to another client");
  if (is_own(in)) return {};
  const auto& subject = in.subject_client.client.registration;
  const auto& requester = in.requester.client.registration;
  if (contains(subject.may_act, in.requester.client_id) &&
      contains(requester.token_exchange_subject_clients, in.subject.client_id))
    return {};
  return refuse("unauthorized_client", "this client may not act with tokens of that client");
}

bool is_proven(const TokenBinding& bound, const TokenBinding& shown) {
  return (bound.jkt.empty() || bound.jkt == shown.jkt) &&
         (bound.x5t_s256.empty() || bound.x5t_s256 == shown.x5t_s256);
}

// RFC 8693 2.1, RFC 9449 5, RFC 8705 3: what is bound to a key stays bound, one's own token to the
// same one. Else a stolen token would turn into one that needs no key. actor_token is always one's
// own.
Result<void> check_sender(const ExchangeInput& in) {
  if (in.actor != nullptr && !is_proven(in.actor->binding, in.binding))
    return refuse("invalid_request",
                  "actor_token is bound to a key that the request does not show");
  const auto& bound = in.subject.binding;
  if (!bound) return {};
  if (!in.binding)
    return refuse("invalid_request", "subject_token is bound to a key, the request is not");
  if (is_own(in) && !is_proven(bound, in.binding))
    return refuse("invalid_request", "subject_token is bound to another key");
  return {};
}

// What a token for another client never carries: what it would learn of the person, it asks for
// itself.
bool is_personal(std::string_view scope) {
  static const std::vector<std::string> personal{"openid",  "profile", "email",
                                                 "address", "phone",   "offline_access"};
  return contains(personal, scope);
}

Result<std::vector<std::string>> narrow_scope(const ExchangeInput& in) {
  auto allowed = steps::split_words(in.subject.scope);
  std::erase_if(allowed, [&](const std::string& scope) {
    if (scope == "offline_access") return true;
    return !is_own(in) && (is_personal(scope) || !in.requester.scopes.contains(scope));
  });
  if (in.scope == nullptr) return allowed;
  auto asked = steps::split_words(*in.scope);
  for (const auto& scope : asked) {
    if (!contains(allowed, scope))
      return refuse("invalid_scope", "a scope is not among those of subject_token");
  }
  return asked;
}

Result<std::vector<std::string>> narrow_audience(const ExchangeInput& in) {
  auto allowed = in.subject.audience;
  if (!is_own(in)) {
    std::erase_if(allowed, [&](const std::string& api) {
      return !contains(in.requester.client.registration.token_exchange_audiences, api);
    });
  }
  for (const auto& target : in.targets) {
    if (!contains(allowed, target))
      return refuse("invalid_target", "subject_token is not for that audience");
  }
  if (allowed.empty()) return refuse("invalid_target", "nothing of its audience is left");
  return in.targets.empty() ? allowed : in.targets;
}

std::vector<std::string> narrow_claims(const ExchangeInput& in,
                                       const std::vector<std::string>& scopes) {
  if (!is_own(in)) return {};
  auto claims = in.subject.claims;
  if (in.scope == nullptr) return claims;
  const auto covered = claims_of_scopes(scopes);
  std::erase_if(claims, [&](const std::string& claim) { return !covered.contains(claim); });
  return claims;
}

// RFC 8693 4.1: the newest outside, those before it inside.
std::string render_act(const ExchangeInput& in) {
  if (is_own(in) && in.actor == nullptr) return in.subject.act;
  ClaimsText act;
  act.text("sub", in.actor != nullptr ? in.actor->subject : in.requester.client_id);
  act.text("client_id", in.requester.client_id);
  if (!in.subject.act.empty()) act.raw("act", in.subject.act);
  return std::move(act).finish();
}

}  // namespace

int count_actors(std::string_view act) {
  if (act.empty()) return 0;
  const auto object = codec::parse_json_object(act);
  if (!object) return kMostActors;
  int count = 1;
  const auto* inner = object->if_contains("act");
  while (inner != nullptr && inner->is_object()) {
    ++count;
    inner = inner->get_object().if_contains("act");
  }
  return count;
}

Result<ExchangePlan> decide_exchange(const ExchangeInput& in) {
  for (const auto check : {check_parties, check_sender}) {
    if (auto good = check(in); !good) return std::unexpected(good.error());
  }
  auto scopes = narrow_scope(in);
  if (!scopes) return std::unexpected(scopes.error());
  auto audience = narrow_audience(in);
  if (!audience) return std::unexpected(audience.error());
  ExchangePlan plan{.claims = narrow_claims(in, *scopes), .act = render_act(in)};
  if (count_actors(plan.act) > kMostActors)
    return refuse("invalid_request", "too many have acted for each other already");
  if (is_own(in)) {
    plan.roles = {in.subject.roles, in.subject.groups, in.subject.entitlements};
  } else {  // units and permissions were meant for the other client
    plan.roles.roles = filter_roles(in.requester.client.registration, in.subject.roles);
  }
  plan.scopes = std::move(*scopes);
  plan.audience = std::move(*audience);
  return plan;
}

}  // namespace tessera::oauth::grants
