"""One modelling pipeline, used twice: for the active model and for the candidate."""

from kedro.pipeline import Pipeline, node, pipeline

from .nodes import evaluate_model, predict, split_data, train_model, weigh_features


def create_pipeline() -> Pipeline:
    """Make the pipeline."""
    return _modelling("active_modelling_pipeline") + _modelling("candidate_modelling_pipeline")


def _modelling(name: str) -> Pipeline:
    steps = pipeline(
        [
            node(
                split_data,
                inputs=["model_input_table", "params:model_options"],
                outputs=["x_train", "x_test", "y_train", "y_test"],
                name="split_data_node",
            ),
            node(
                train_model,
                inputs=["x_train", "y_train", "params:model_options"],
                outputs="regressor",
                name="train_model_node",
            ),
            node(
                predict,
                inputs=["regressor", "x_test", "y_test"],
                outputs="predictions",
                name="predict_node",
            ),
            node(
                evaluate_model,
                inputs="predictions",
                outputs="metrics",
                name="evaluate_model_node",
            ),
            node(
                weigh_features,
                inputs=["regressor", "x_test", "y_test"],
                outputs="importances",
                name="weigh_features_node",
            ),
        ],
        tags="model",
    )
    return pipeline(steps, namespace=f"data_science.{name}", inputs="model_input_table")
