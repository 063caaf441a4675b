// RFC 8693 for access tokens of ours: the result is narrower, names who acts, belongs to the same
// grant and session, and ends no later.
#include <tessera/oauth/errors.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/grants/exchange_rules.hpp"
#include "oauth/grants/grant.hpp"
#include "oauth/grants/token_answer.hpp"

namespace tessera::oauth::grants {
namespace {

constexpr std::string_view kAccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

// RFC 8693 2.1.
Result<void> check_parameters(const codec::Form& form) {
  if (form.get("subject_token") == nullptr)
    return refuse("invalid_request", "subject_token is missing");
  if (form.value("subject_token_type") != kAccessTokenType)
    return refuse("invalid_request", "subject_token_type must be that of access tokens");
  const auto* wanted = form.get("requested_token_type");
  if (wanted != nullptr && *wanted != kAccessTokenType)
    return refuse("invalid_request", "requested_token_type must be that of access tokens");
  const bool actor = form.get("actor_token") != nullptr;
  const auto* actor_type = form.get("actor_token_type");
  if (actor != (actor_type != nullptr) || (actor && *actor_type != kAccessTokenType)) {
    return refuse("invalid_request",
                  "actor_token and actor_token_type of access tokens belong together");
  }
  return {};
}

std::vector<std::string> targets_of(const codec::Form& form) {
  auto out = form.all("audience");
  for (auto& resource : form.all("resource")) out.push_back(std::move(resource));
  return out;
}

// RFC 8693 2.2.2: whatever is wrong with a token, the request is not valid. The key of a
// bound token is not proved here but in decide_exchange: another client cannot have it.
Task<Result<AccessTokenRef>> read_token(const Tools& tools, const GrantRequest& request,
                                        std::string_view name) {
  auto token = co_await tools.verifier.verify(*request.form.get(name), request.now());
  if (!token)
    co_return refuse("invalid_request", std::string(name) + " is not valid", token.error().detail);
  co_return token;
}

audit::Event exchanged_event(const GrantRequest& request, const AccessToken& subject,
                             const ExchangePlan& plan) {
  auto event = token_event("token.exchanged", "token_exchange", request);
  event.object_type = "grant";
  event.object_id = to_string(*subject.grant);
  event.details["subject_client"] = subject.client_id;
  event.details["scope"] = join_words(plan.scopes);
  event.details["audience"] = join_words(plan.audience);
  event.details["actors"] = count_actors(plan.act);
  return event;
}

}  // namespace

Task<Result<std::string>> token_exchange(const Tools& tools, const GrantRequest& request) {
  if (auto good = check_parameters(request.form); !good) co_return std::unexpected(good.error());
  const auto subject = co_await read_token(tools, request, "subject_token");
  if (!subject) co_return std::unexpected(subject.error());
  const auto subject_client = co_await tools.clients.find((*subject)->client_id);
  if (!subject_client) co_return refuse("invalid_request", "subject_token is not valid");
  AccessTokenRef actor;
  if (request.form.get("actor_token") != nullptr) {
    auto read = co_await read_token(tools, request, "actor_token");
    if (!read) co_return std::unexpected(read.error());
    actor = std::move(*read);
  }
  const auto plan = decide_exchange({.subject = **subject,
                                     .subject_client = *subject_client,
                                     .requester = *request.client,
                                     .binding = request.binding,
                                     .actor = actor.get(),
                                     .scope = request.form.get("scope"),
                                     .targets = targets_of(request.form)});
  if (!plan) co_return std::unexpected(plan.error());
  const auto person = co_await tools.verifier.person_of(*subject);
  if (!person || !co_await is_known_enough(tools, *request.client, *person))
    co_return refuse("invalid_request", "the person of subject_token is not known well enough");

  if (!satisfies((*subject)->acr, request.client->client.registration.minimum_acr))
    co_return refuse("invalid_request", "the sign-in behind subject_token is too weak");

  const auto scope = join_words(plan->scopes);
  const auto token = tools.issuer.access_token({.client = *request.client,
                                                .subject = (*subject)->subject,
                                                .scope = scope,
                                                .audience = plan->audience,
                                                .grant = (*subject)->grant,
                                                .session = (*subject)->session,
                                                .claims = &plan->claims,
                                                .roles = plan->roles,
                                                .acr = (*subject)->acr_text,
                                                .auth_time = (*subject)->auth_time,
                                                .binding = request.binding,
                                                .now = request.now(),
                                                .act = plan->act,
                                                .not_after = (*subject)->expires});
  auto event = exchanged_event(request, **subject, *plan);
  event.subject = person;
  co_await tools.journal.append_one(std::move(event));
  co_return render_answer({.access_token = token.text,
                           .life = token.life,
                           .scope = scope,
                           .dpop = !request.binding.jkt.empty(),
                           .issued_token_type = kAccessTokenType});
}

}  // namespace tessera::oauth::grants
