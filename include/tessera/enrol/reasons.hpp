// Why an officer asks for more or rejects: codes with a text in plain language for the applicant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tessera::enrol {

struct Reason {
  std::string code;     // "document_unreadable"
  std::string text_id;  // "enrol.reason.document_unreadable"
  bool for_more = false;
  bool for_reject = false;
  bool may_edit = true;  // a rejection for it can be mended
};

// From src/enrol/reasons.json. Throws std::runtime_error if an entry lacks a member.
[[nodiscard]] std::span<const Reason> reasons();
[[nodiscard]] const Reason* find_reason(std::string_view code);

}  // namespace tessera::enrol
