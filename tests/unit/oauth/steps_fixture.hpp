// One step at a time, on a client of its own.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "oauth/steps/step.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth::steps {

using Fields = std::vector<std::pair<std::string, std::string>>;
inline constexpr std::string_view kIssuer = "https://login.test";

class Steps : public testing::Test {
 protected:
  struct Outcome {
    std::string error;  // "" if the step lets it pass
    Draft draft;
  };
  Outcome run(StepFunction step, const Fields& fields, ClientRegistration r = portal(),
              ClientProfile profile = baseline()) {
    auto clients = snapshot_of({approved(1, std::move(r))}, std::move(profile));
    const auto form = codec::Form::parse(codec::encode_form(fields));
    EXPECT_TRUE(form);
    Outcome out;
    out.draft.client = clients.find(to_string(id_of(1)));
    out.draft.request.client_id = to_string(id_of(1));
    out.draft.request.scopes = scopes;
    out.draft.request.response_type = type;
    out.draft.request.dpop_jkt = jkt;
    const auto verdict = step({*form, clients, signing.signer, kIssuer, now, is_signed}, out.draft);
    if (verdict) out.error = verdict->page.empty() ? verdict->error : verdict->page;
    return out;
  }
  // What earlier steps have found.
  std::vector<std::string> scopes;
  ResponseType type{.code = true};
  std::string jkt;
  bool is_signed = false;
  TimePoint now{seconds{1'800'000'000}};
  Signing signing;
};

}  // namespace tessera::oauth::steps
