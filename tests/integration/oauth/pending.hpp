// Requests that something else polls for, on the real stores.
#pragma once

#include <tessera/oauth/grant_types.hpp>
#include <tessera/oauth/pending_service.hpp>

#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {

class Pending : public Stack {
 protected:
  void SetUp() override {
    anna = make_person("anna@example.org");
    session = sign_in(anna).session;
    const std::vector<people::Attribute> values{
        {.name = "email", .value = anna.login, .source = "applicant"}};
    const people::ActingAs by;
    const auto now = context();
    ASSERT_TRUE(run([&] { return people_->set_attributes(anna.id, values, by, now); }));
  }

  std::optional<std::string> basic(const Portal& portal) {
    if (portal.secret.empty()) return std::nullopt;
    return "Basic " + codec::to_base64(as_bytes(portal.id + ":" + portal.secret));
  }
  static std::string sealed_of(const std::string& path) {
    return path.substr(path.find("request=") + 8);
  }
  // The page that asks, for this session.
  PendingOutcome show(const std::string& path, std::optional<authn::Session> who) {
    const auto sealed = sealed_of(path);
    const auto now = context();
    return run([&] { return services_->pending().show(sealed, who, now); });
  }
  // Shows the page and answers it, as a browser does.
  PendingOutcome answer(const std::string& path, std::optional<authn::Session> who, bool accepted) {
    const auto page = show(path, who);
    const auto* asked = std::get_if<AskApproval>(&page);
    if (asked == nullptr) return page;
    const auto sealed = sealed_of(asked->consent.action);
    const auto now = context();
    return run([&] { return services_->pending().answer(sealed, accepted, who, now); });
  }
  static bool approved(const PendingOutcome& outcome) {
    const auto* done = std::get_if<PendingAnswered>(&outcome);
    return done != nullptr && done->approved;
  }
  static std::string refusal(const PendingOutcome& outcome) {
    const auto* refused = std::get_if<PendingRefused>(&outcome);
    return refused == nullptr ? "" : refused->id;
  }
  std::string error(const Result<boost::json::object>& answer) {
    return answer ? "" : answer.error().id;
  }

  Somebody anna;
  std::optional<authn::Session> session;
};

}  // namespace tessera::oauth
