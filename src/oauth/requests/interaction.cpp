#include "oauth/requests/interaction.hpp"

#include <algorithm>

#include <tessera/base/level_policy.hpp>
#include <tessera/oauth/metadata.hpp>

namespace tessera::oauth {
namespace {

Interaction refuse_with(std::string error, std::string description) {
  return {.kind = Interaction::Kind::refuse,
          .error = std::move(error),
          .description = std::move(description)};
}

// prompt=login and select_account want a new sign-in, max_age one that is recent enough; either is
// satisfied by an auth_time after the request was made.
bool is_fresh_enough(const InteractionInput& in) {
  const auto& request = in.request;
  const auto auth_time = in.session->auth_time;
  const bool anew = request.has_prompt("login") || request.has_prompt("select_account");
  if (anew && auth_time <= request.created) return false;
  return !request.max_age || auth_time >= request.created - *request.max_age;
}

bool is_hinted_person(const InteractionInput& in) {
  return in.request.hinted_subject.empty() || in.request.hinted_subject == in.subject;
}

Interaction ask_sign_in(const InteractionInput& in, Acr wanted, bool fresh) {
  if (in.request.has_prompt("none"))
    return refuse_with("login_required", "the person must sign in");
  const auto required = required_level(in.request);
  return {.kind = Interaction::Kind::sign_in,
          .wanted = wanted,
          .essential = required != Acr::none && wanted <= required,
          .fresh = fresh};
}

// The person is told before the portal, unless no page may be shown.
Interaction refuse_identity(const InteractionInput& in) {
  auto out = refuse_with("access_denied",
                         "the identity of the person is not confirmed as this client needs it");
  if (!in.request.has_prompt("none")) out.kind = Interaction::Kind::identity;
  return out;
}

std::optional<Acr> best_served(const std::vector<std::string>& values) {
  const auto& served = supported_acr_values();
  for (const auto& text : values) {  // in order of preference, OpenID Connect Core 3.1.2.1
    if (std::ranges::find(served, text) == served.end()) continue;
    if (const auto wish = parse_assurance(text)) return wish->acr;
  }
  return std::nullopt;
}

}  // namespace

Acr required_level(const AuthorizeRequest& request) {
  const auto* essential = request.essential_acr();
  if (essential == nullptr) return request.minimum_acr;
  std::optional<Acr> lowest;
  for (const auto& text : essential->values) {
    const auto wish = parse_assurance(text);
    if (wish && (!lowest || wish->acr < *lowest)) lowest = wish->acr;
  }
  return std::max(lowest.value_or(Acr::none), request.minimum_acr);
}

bool is_essential_met(const AuthorizeRequest& request, const Assurance& achieved) {
  if (!satisfies(achieved.acr, request.minimum_acr)) return false;
  const auto* essential = request.essential_acr();
  if (essential == nullptr) return true;
  return std::ranges::any_of(essential->values, [&](const std::string& text) {
    const auto wish = parse_assurance(text);
    return wish && satisfies(achieved, *wish);
  });
}

Acr wanted_level(const AuthorizeRequest& request, const ReleasePlan& plan) {
  const auto operation = plan.personal() ? Operation::release : Operation::sign_in;
  const ClientLevel registered{.least = request.minimum_acr};
  const Acr least = required_level(operation, registered, false, Acr::none).acr;
  const Acr wished = best_served(request.acr_values).value_or(Acr::aal1);
  return std::max({least, wished, required_level(request)});
}

bool covers(const privacy::Consent& consent, const AuthorizeRequest& request,
            const ReleasePlan& plan) {
  const auto has = [](const std::vector<std::string>& set, const std::string& item) {
    return std::ranges::find(set, item) != set.end();
  };
  const auto claims = plan.all();
  return std::ranges::all_of(request.scopes,
                             [&](const auto& s) { return has(consent.scopes, s); }) &&
         std::ranges::all_of(claims, [&](const auto& c) { return has(consent.claims, c); });
}

Interaction decide_interaction(const InteractionInput& in) {
  const auto plan = plan_release(in.request, in.client);
  const Acr wanted = wanted_level(in.request, plan);
  // Initiating User Registration 4.1; who comes back signs in, and the prompt is gone by then.
  if (in.request.has_prompt("create")) return {.kind = Interaction::Kind::enrol};
  if (!in.session) return ask_sign_in(in, wanted, false);
  if (!is_hinted_person(in)) {
    if (!in.request.tried) return ask_sign_in(in, wanted, true);
    return refuse_with("login_required", "another person is signed in");
  }
  if (!is_fresh_enough(in)) return ask_sign_in(in, wanted, true);

  const Acr reached = in.session->acr;
  if (!satisfies(reached, wanted) && !in.request.tried) {
    // A level above what was reached: prompt=none cannot ask for it.
    if (!in.request.has_prompt("none")) return ask_sign_in(in, wanted, false);
    if (plan.personal() && !satisfies(reached, Acr::aal2)) {
      return refuse_with("interaction_required", "a higher level of authentication is needed");
    }
  }
  if (!is_essential_met(in.request, {reached, in.ial})) {
    return refuse_with("unmet_authentication_requirements",
                       "the acr that was asked for was not reached");
  }
  if (in.ial < in.request.minimum_ial) return refuse_identity(in);
  const bool released = !plan.personal() || satisfies(reached, Acr::aal2);
  const auto given = released ? plan : ReleasePlan{};
  // What is asked for by name is agreed to each time: a payment is not another one.
  const bool anew = in.request.has_prompt("consent") || !in.request.authorization_details.empty();
  const bool skipped = in.client.client.registration.skip_consent && !anew;
  const bool remembered = in.consent && !anew && covers(*in.consent, in.request, given);
  if (!in.consent_given && !skipped && !remembered) {
    if (in.request.has_prompt("none"))
      return refuse_with("consent_required", "the person must consent");
    return {.kind = Interaction::Kind::consent, .released = released};
  }
  return {.kind = Interaction::Kind::issue, .released = released};
}

}  // namespace tessera::oauth
