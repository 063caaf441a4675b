#include <algorithm>

#include <tessera/people/normal_form.hpp>

#include "enrol/applicant.hpp"

namespace tessera::enrol {
namespace {

bool has(const std::vector<authn::Authenticator>& bound, authn::AuthenticatorKind kind) {
  return std::ranges::any_of(bound, [&](const auto& each) {
    return each.kind == kind && each.state == authn::AuthenticatorState::active;
  });
}

// Words a password of this person may not be made of.
std::vector<std::string> own_words(const OpenValues& values) {
  std::vector<std::string> words;
  for (const auto* name : {"name", "given_name", "family_name", "email"}) {
    const auto text = values.text(name);
    std::size_t from = 0;
    while (from < text.size()) {
      const auto to = std::min(text.find_first_of(" @.-", from), text.size());
      if (to - from >= 3) words.push_back(text.substr(from, to - from));
      from = to + 1;
    }
  }
  return words;
}

std::unexpected<Error> not_now() {
  return fail(Errc::conflict, "enrol.not_approved");
}

}  // namespace

Task<Result<bool>> Applicant::has_password(const Application& application, const RequestContext&) {
  if (application.state != State::approved_pending_binding) co_return not_now();
  co_return has(co_await desk_.rooms().binding.list(application.person),
                authn::AuthenticatorKind::password);
}

Task<Result<void>> Applicant::bind_password(const Application& application, Secret password,
                                            const RequestContext& context) {
  if (application.state != State::approved_pending_binding) co_return not_now();
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_now();
  if (auto made = co_await desk_.ensure_person(application, *values, context); !made) {
    co_return std::unexpected(made.error());
  }
  co_return co_await desk_.rooms().binding.set_password(
      application.person, std::move(password), application.kind != ApplicationKind::citizen,
      own_words(*values), context);
}

Task<Result<authn::TotpOffer>> Applicant::offer_totp(const Application& application) {
  if (application.state != State::approved_pending_binding) co_return not_now();
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_now();
  co_return desk_.rooms().binding.offer_totp(values->text("email"));
}

Task<Result<Application>> Applicant::bind_totp(const Application& application, const Secret& secret,
                                               std::string_view code,
                                               const RequestContext& context) {
  if (application.state != State::approved_pending_binding) co_return not_now();
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_now();
  auto& binding = desk_.rooms().binding;
  // After a crash between the two commits the authenticator is there already.
  if (!has(co_await binding.list(application.person), authn::AuthenticatorKind::totp)) {
    auto bound = co_await binding.bind_totp(application.person, secret, code, "", context);
    if (!bound) co_return std::unexpected(bound.error());
  }
  co_return co_await finish_binding(application, *values, context);
}

Task<Result<Application>> Applicant::finish_binding(const Application& application,
                                                    const OpenValues& values,
                                                    const RequestContext& context) {
  const auto bound = co_await desk_.rooms().binding.list(application.person);
  const Facts facts{.authenticators_bound = has(bound, authn::AuthenticatorKind::password) &&
                                            has(bound, authn::AuthenticatorKind::totp)};
  auto change = desk_.change_of(application);
  if (auto done = desk_.step(change, Event::bind, facts, kApplicant, context); !done) {
    co_return std::unexpected(done.error());
  }
  change.events.back().actor = application.person;
  change.events.back().actor_kind = "person";
  // The person first: an application that says "active" has a person who can sign in.
  if (auto active = co_await desk_.activate_person(application, context); !active) {
    co_return std::unexpected(active.error());
  }
  desk_.notify(change, values, mail_for(State::active, Event::bind));
  co_return co_await desk_.commit(std::move(change));
}

}  // namespace tessera::enrol
