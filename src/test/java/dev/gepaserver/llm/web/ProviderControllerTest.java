package dev.gepaserver.llm.web;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.gepaserver.llm.ProviderInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class ProviderControllerTest {

  @Test
  void showsEveryProviderAsTheContractSays() throws Exception {
    List<ProviderInfo> all =
        List.of(
            new ProviderInfo("openai", "openai", List.of(), false, "no key", false),
            new ProviderInfo(
                "simulated", "simulated", List.of("reflector", "worker"), true, null, true));
    MockMvc web = MockMvcBuilders.standaloneSetup(new ProviderController(() -> all)).build();

    web.perform(get("/api/v1/providers"))
        .andExpect(status().isOk())
        .andExpect(
            content()
                .json(
                    """
                    [{"name": "openai", "type": "openai", "models": [], "usable": false, "reason": "no key", "simulated": false},
                     {"name": "simulated", "type": "simulated", "models": ["reflector", "worker"], "usable": true,
                      "reason": null, "simulated": true}]
                    """,
                    JsonCompareMode.STRICT));
  }
}
