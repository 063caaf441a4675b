// A claim on a page: its label, the place that it asks about, and whether it comes with how it was
// checked. Shown by the partial claim_label.
#pragma once

#include <string>
#include <string_view>

#include <tessera/ui/page.hpp>

namespace tessera::ui {

// name: as consents and the release ledger have it: "email", "resident_of:DE",
// "verified_claims.birthdate".
[[nodiscard]] inline Data claim_row(std::string_view name) {
  constexpr std::string_view kVerified = "verified_claims.";
  const bool verified = name.starts_with(kVerified);
  if (verified) name.remove_prefix(kVerified.size());
  const auto colon = name.find(':');
  const std::string base(name.substr(0, colon));
  const std::string place(colon == std::string_view::npos ? std::string_view{}
                                                          : name.substr(colon + 1));
  return Data{{"claim", verified ? base + "-verified" : base},
              {"label_id", "claim." + base},
              {"place", place},
              {"verified", verified}};
}

}  // namespace tessera::ui
