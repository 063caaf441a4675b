#include "tests/support/applicant.hpp"

#include <stdexcept>

#include "app/cluster/child.hpp"
#include "tests/support/program.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

bool is_digit(const std::string& text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// Six digits by themselves in the body of a mail.
std::string code_in(const std::string& mail) {
  const auto body = mail.find("\r\n\r\n");
  for (std::size_t i = body == std::string::npos ? 1 : body; i + 6 <= mail.size(); ++i) {
    std::size_t digits = 0;
    while (is_digit(mail, i + digits)) ++digits;
    if (digits == 6 && !is_digit(mail, i - 1)) return mail.substr(i, 6);
    i += digits;
  }
  return "";
}

std::string wait_for_code(const fs::path& outbox, const std::string& address) {
  std::string code;
  app::wait_until(
      [&] {
        for (const auto& entry : fs::directory_iterator(outbox)) {
          const auto mail = read_file(entry.path());
          if (mail.find(address) != std::string::npos) code = code_in(mail);
        }
        return !code.empty();
      },
      seconds{20});
  if (code.empty()) throw std::runtime_error("no mail with a code to " + address);
  return code;
}

}  // namespace

Answer submit_form(Browser& browser, const Answer& page, const std::string& id,
                   const std::map<std::string, std::string>& typed) {
  const auto form = find_form(page.body, id);
  if (!form)
    throw std::runtime_error("no form " + id + " at " + page.url + " (" +
                             std::to_string(page.status) + ")");
  return browser.follow(
      browser.post(form->action.empty() ? page.url : form->action, fill(*form, typed)));
}

Answer apply_up_to_evidence(Browser& browser, const fs::path& outbox, const Applicant& applicant) {
  auto page = submit_form(browser, browser.follow(browser.get("/enrol")), "enrol-start", {});
  page = submit_form(browser, page, "enrol-contact", {{"email", applicant.mail}});
  page =
      submit_form(browser, page, "enrol-code", {{"code", wait_for_code(outbox, applicant.mail)}});
  page = submit_form(browser, page, "enrol-details",
                     {{"name", applicant.name},
                      {"birthdate_year", "1985"},
                      {"birthdate_month", "04"},
                      {"birthdate_day", "12"},
                      {"street_address", applicant.street},
                      {"address", applicant.street},
                      {"locality", "Northport"},
                      {"postal_code", "NP1 2AB"},
                      {"country", "DE"}});
  return submit_form(browser, page, "enrol-document",
                     {{"document_type", "passport"},
                      {"document_number", applicant.document},
                      {"document_country", "DE"},
                      {"document_issued_year", "2024"},
                      {"document_issued_month", "02"},
                      {"document_issued_day", "01"},
                      {"document_expires_year", "2034"},
                      {"document_expires_month", "01"},
                      {"document_expires_day", "31"}});
}

RequestSpec scan_upload(const Answer& evidence_page, const std::string& origin,
                        const std::string& content) {
  const auto form = find_form(evidence_page.body, "enrol-evidence");
  if (!form) throw std::runtime_error("no upload form at " + evidence_page.url);
  const std::string line = "--scan-boundary\r\nContent-Disposition: form-data; name=";
  std::string body;
  for (const auto& field : form->fields) {
    if (field.type == "hidden")
      body += line + "\"" + field.name + "\"\r\n\r\n" + field.value + "\r\n";
  }
  body += line + "\"scan\"; filename=\"scan.png\"\r\nContent-Type: image/png\r\n\r\n" + content +
          "\r\n--scan-boundary--\r\n";
  return {.method = "POST",
          .headers = {{"Content-Type", "multipart/form-data; boundary=scan-boundary"},
                      {"Origin", origin}},
          .body = std::move(body)};
}

}  // namespace tessera::test
