// What an applicant does on the pages of /enrol, up to the scan of a document.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tests/support/browser.hpp"

namespace tessera::test {

struct Applicant {
  std::string mail;
  std::string name;
  std::string street;
  std::string document;  // number
};

// Fills and sends a form of the page and follows. Throws std::runtime_error if the page has no such
// form.
Answer submit_form(Browser& browser, const Answer& page, const std::string& id,
                   const std::map<std::string, std::string>& typed);
// outbox: where the server puts its mails. The last page; its url says how far it came.
Answer apply_up_to_evidence(Browser& browser, const std::filesystem::path& outbox,
                            const Applicant& applicant);
// A scan as the browser sends it from that page.
[[nodiscard]] RequestSpec scan_upload(const Answer& evidence_page, const std::string& origin,
                                      const std::string& content);

}  // namespace tessera::test
