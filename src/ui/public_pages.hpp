// Models of the pages that need nobody to be signed in.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/page.hpp>

namespace tessera::ui {

struct StartPage {
  static constexpr std::string_view kTemplate = "start";
  std::string outbox_path;  // empty unless this is a development server

  [[nodiscard]] Data data() const { return {{"outbox_path", outbox_path}}; }
};

// status chooses the texts error.<status>.title and .text; error_id is stable and for machines.
struct ErrorPage {
  static constexpr std::string_view kTemplate = "error";
  int status = 500;
  std::string error_id;
  SafeUrl back = SafeUrl::local("/");

  [[nodiscard]] Data data() const {
    const auto text = "error." + std::to_string(status);
    return {{"status", status},
            {"error_id", error_id},
            {"heading_id", text + ".title"},
            {"body_id", text + ".text"},
            {"back_path", back.text()},
            {"back_id", back.text() == "/" ? "error.back_start" : "error.back"}};
  }
};

struct OutboxPage {
  static constexpr std::string_view kTemplate = "outbox";
  struct Row {
    std::string date;
    std::string to;
    std::string subject;
    SafeUrl mail;
  };
  std::vector<Row> rows;

  [[nodiscard]] Data data() const {
    boost::json::array mails;
    for (const auto& row : rows) {
      mails.push_back(Data{{"date", row.date},
                           {"to", row.to},
                           {"subject", row.subject},
                           {"mail_path", row.mail.text()}});
    }
    return {{"has_mails", !rows.empty()}, {"mails", std::move(mails)}};
  }
};

struct OutboxMailPage {
  static constexpr std::string_view kTemplate = "outbox_mail";
  std::string date;
  std::string to;
  std::string subject;
  std::vector<std::string> lines;  // a line that is a URL becomes a link

  [[nodiscard]] Data data() const {
    boost::json::array paragraphs;
    for (const auto& line : lines) {
      const auto url = SafeUrl::external(line);
      paragraphs.push_back(Data{{"text", line}, {"url", url ? url->text() : ""}});
    }
    return {{"back_path", "/dev/outbox"},
            {"date", date},
            {"to", to},
            {"subject", subject},
            {"paragraphs", std::move(paragraphs)}};
  }
};

}  // namespace tessera::ui
